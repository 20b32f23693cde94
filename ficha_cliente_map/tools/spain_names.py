"""What towns of Spain are called besides the INE's names. No database.

The INE has the official names, often in one language only: *Lleida*, *Gernika-Lumo*.
Letters are still addressed to *Lérida* and *Guernica*. Names of which several towns
might be meant (*Santiago*, *Jerez*) are not here: nothing is guessed.
"""

# each line: what people write, and the name of the INE
EVERYDAY = """
Palma de Mallorca = Palma
Mahón = Maó
Ciudadela = Ciutadella de Menorca
Ciudadela de Menorca = Ciutadella de Menorca
Ibiza = Eivissa
San Antonio Abad = Sant Antoni de Portmany
Santa Eulalia del Río = Santa Eulària des Riu
Felanich = Felanitx
Las Palmas = Las Palmas de Gran Canaria
Las Palmas de G.C. = Las Palmas de Gran Canaria
Las Palmas GC = Las Palmas de Gran Canaria
La Laguna = San Cristóbal de La Laguna
Sta. Cruz de Tenerife = Santa Cruz de Tenerife
S/C de Tenerife = Santa Cruz de Tenerife
Pto. del Rosario = Puerto del Rosario
Pto. de la Cruz = Puerto de la Cruz
Pto. de Santa María = El Puerto de Santa María
Puerto de Sta. María = El Puerto de Santa María
Sto. Domingo de la Calzada = Santo Domingo de la Calzada
Madrid capital = Madrid
S. S. de los Reyes = San Sebastián de los Reyes
Vitoria = Vitoria-Gasteiz
Gasteiz = Vitoria-Gasteiz
Bilbo = Bilbao
Guecho = Getxo
Baracaldo = Barakaldo
Lejona = Leioa
Guernica = Gernika-Lumo
Gernika = Gernika-Lumo
Galdácano = Galdakao
Echévarri = Etxebarri
Fuenterrabía = Hondarribia
Rentería = Errenteria
Zarauz = Zarautz
Vergara = Bergara
Azcoitia = Azkoitia
Lasarte = Lasarte-Oria
Oñate = Oñati
Zumárraga = Zumarraga
Deva = Deba
Estella = Estella-Lizarra
Lérida = Lleida
Gerona = Girona
La Seo de Urgel = La Seu d'Urgell
Figueras = Figueres
Rosas = Roses
San Feliu de Guíxols = Sant Feliu de Guíxols
La Bisbal = La Bisbal d'Empordà
Bañolas = Banyoles
Tarrasa = Terrassa
Vich = Vic
Hospitalet = L'Hospitalet de Llobregat
San Cugat = Sant Cugat del Vallès
Sant Cugat = Sant Cugat del Vallès
San Cugat del Vallés = Sant Cugat del Vallès
San Boi de Llobregat = Sant Boi de Llobregat
San Baudilio de Llobregat = Sant Boi de Llobregat
San Adrián de Besós = Sant Adrià de Besòs
San Feliu de Llobregat = Sant Feliu de Llobregat
San Juan Despí = Sant Joan Despí
San Justo Desvern = Sant Just Desvern
San Andrés de la Barca = Sant Andreu de la Barca
San Vicente dels Horts = Sant Vicenç dels Horts
Santa Coloma de Gramanet = Santa Coloma de Gramenet
Cornellá = Cornellà de Llobregat
Cornellá de Llobregat = Cornellà de Llobregat
Esplugas de Llobregat = Esplugues de Llobregat
Esplugas = Esplugues de Llobregat
Sardañola = Cerdanyola del Vallès
Sardañola del Vallés = Cerdanyola del Vallès
Mollet = Mollet del Vallès
Moncada y Reixach = Montcada i Reixac
Villafranca del Panadés = Vilafranca del Penedès
Villafranca del Penedés = Vilafranca del Penedès
Villanueva y Geltrú = Vilanova i la Geltrú
Castellón = Castelló de la Plana
Castellón de la Plana = Castelló de la Plana
Villarreal = Vila-real
Burriana = Borriana/Burriana
Játiva = Xàtiva
Alcira = Alzira
Puebla de Vallbona = La Pobla de Vallbona
Onteniente = Ontinyent
Orense = Ourense
Sangenjo = Sanxenxo
Sanjenjo = Sanxenxo
Villagarcía de Arosa = Vilagarcía de Arousa
Villagarcía = Vilagarcía de Arousa
Puenteareas = Ponteareas
Finisterre = Fisterra
La Estrada = A Estrada
Carballino = O Carballiño
Barco de Valdeorras = O Barco de Valdeorras
Puentedeume = Pontedeume
Arteijo = Arteixo
Porriño = O Porriño
Puenteceso = Ponteceso
Santa Uxía de Ribeira = Ribeira
Puebla del Caramiñal = A Pobra do Caramiñal
Noya = Noia
Monforte = Monforte de Lemos
Villalba = Vilalba
Cangas de Morrazo = Cangas
Gijón = Gijón/Xixón
Pola de Siero = Siero
"""


def everyday_names():
    """:return: pairs of what people write and the name of the INE"""
    for line in filter(None, EVERYDAY.splitlines()):
        name, _sign, official = line.partition(" = ")
        yield name, official
