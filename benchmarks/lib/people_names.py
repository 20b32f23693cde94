"""What Spanish contacts are called, how often: INE's most frequent names and surnames
(per 10,000 people, rounded) and a tail of rare ones, as long as the real one.
"""

import itertools
import random

SURNAMES = """
García 310 Rodríguez 197 González 196 Fernández 195 López 185 Martínez 177 Sánchez 173
Pérez 166 Gómez 105 Martín 103 Jiménez 84 Hernández 81 Ruiz 79 Díaz 72 Moreno 68
Muñoz 60 Álvarez 60 Romero 47 Gutiérrez 46 Alonso 44 Navarro 41 Torres 39 Domínguez 37
Ramos 36 Vázquez 36 Ramírez 34 Gil 33 Serrano 32 Morales 32 Molina 31 Suárez 30
Blanco 30 Castro 30 Delgado 28 Ortega 28 Rubio 27 Ortiz 27 Marín 27 Sanz 26 Iglesias 25
Núñez 25 Medina 24 Garrido 23 Cortés 23 Castillo 22 Santos 22 Lozano 21 Guerrero 21
Cano 21 Prieto 21 Méndez 20 Cruz 20 Flores 19 Gallego 19 Vidal 19 Calvo 19 Herrera 19
Márquez 19 León 18 Peña 18 Cabrera 17 Vega 17 Campos 17 Reyes 17 Fuentes 16 Carrasco 16
Diez 16 Caballero 15 Nieto 15 Aguilar 15 Santana 15 Vargas 14 Pascual 14 Giménez 14
Herrero 14 Montero 14 Lorenzo 14 Hidalgo 14 Ibáñez 13 Santiago 13 Arias 13 Durán 13
Ferrer 13 Benítez 13 Mora 12 Vicente 12 Arroyo 12 Crespo 12 Carmona 12 Soto 11 Pastor 11
Soler 11 Parra 11 Moya 11 Bravo 11 Velasco 11 Román 10 Sáez 10 Rivas 10 Silva 10
Esteban 10 Bermúdez 9 Pardo 9 Gallardo 9 Franco 9 Rojas 9 Merino 9 Segura 9 Izquierdo 9
Lara 9 Mendoza 9 Rivera 9 Roldán 8 Redondo 8 Quintana 8 Espinosa 8 Expósito 8 Otero 8
Villar 8 Zamora 8 Galán 8 Aranda 8 Contreras 8 Camacho 8 Rey 8 Casado 8 Mateo 8 Varela 7
Marcos 7 Ríos 7 Conde 7 Beltrán 7 Luque 7 Salas 7 Heredia 7 Macías 7 Bernal 7 Trujillo 7
Escobar 7 Andrés 7 Palacios 6 Bueno 6 Sierra 6 Pacheco 6 Villanueva 6 Valero 6 Miranda 6
Guerra 6 Sancho 6 Sevilla 6 Ureña 3 Ferrán 2 Etxeberria 3 Agirre 3 Zabala 3 Puig 5
Vila 5 Serra 5 Roca 5 Costa 5 Pons 5 Sala 4 Bosch 4 Riera 4 Rovira 4 Ballester 3
"""
# the rest of the people: three in ten have a surname that is not in the table
RARE_SHARE = 3_000
RARE_STARTS = """
Abar Agor Albar Alcaz Almen Aren Arris Bal Baran Barri Beni Berru Bustam Cabez Calder
Canal Carde Castell Cerve Cifu Corral Cubil Dora Echan Eliz Esca Espar Fonta Fres Galar
Gama Gandar Goiko Grana Guada Herra Hino Hor Iba Irigo Jara Lan Larra Ledes Ler Lina
Lla Lucen Madri Malla Mansil Mend Miran Mon Mur Naran Novel Ola Olmed Orella Otam Pala
Pedro Peral Pinil Pobla Quin Rebol Reque Ribal Roble Saba Salam Sando Sari Sola Tala
Tejed Torral Ugal Urru Valde Veld Villal Yan Zal Zubel
""".split()
RARE_MIDDLES = ("", "a", "an", "e", "er", "i", "in", "o", "or", "u", "ar", "en")
RARE_ENDINGS = """
ga ta dal res llo lla dero guren beitia mendi nedo riz rena sa segui tegui toa tua vides
zábal zola ño ña
""".split()

WOMEN = """
María 560 Carmen 330 Ana 250 Laura 240 Isabel 200 Marta 190 Cristina 190 Josefa 180
Lucía 180 Francisca 160 Elena 160 Antonia 150 Dolores 150 Sara 150 Paula 140 Pilar 140
Raquel 120 Mercedes 110 Rosario 110 Manuela 100 Juana 100 Teresa 100 Beatriz 100
Nuria 100 Silvia 100 Julia 95 Rosa 95 Patricia 90 Irene 90 Montserrat 85 Andrea 85
Mónica 80 Alba 80 Rocío 80 Ángela 80 Sonia 75 Sandra 75 Alicia 70 Susana 70 Marina 70
Yolanda 65 Natalia 65 Margarita 60 Eva 60 Claudia 60 Inmaculada 60 Encarnación 55
Esther 55 Noelia 55 Verónica 50 Nerea 45 Consuelo 45 Carolina 45 Inés 40 Amparo 40
Miriam 40 Lorena 40 Victoria 40 Daniela 35 Carla 35 Begoña 30 Blanca 30 Emilia 30
Catalina 25 Olga 25 Lourdes 25 Gloria 25 Clara 25 Fátima 25 Aurora 20 Celia 20
Esperanza 20 Leire 10 Ainhoa 15 Itziar 6 Remedios 10 Purificación 6 Engracia 2
"""
MEN = """
Antonio 290 Manuel 260 José 250 Francisco 220 David 200 Juan 190 Javier 180 Daniel 170
Carlos 150 Jesús 140 Alejandro 140 Miguel 130 Rafael 120 Pedro 110 Pablo 110 Ángel 100
Sergio 100 Fernando 95 Jorge 90 Luis 90 Alberto 85 Álvaro 80 Adrián 75 Diego 70
Iván 65 Raúl 65 Rubén 65 Enrique 60 Óscar 60 Ramón 60 Vicente 60 Andrés 55 Joaquín 55
Santiago 50 Víctor 50 Mario 50 Eduardo 50 Roberto 45 Jaime 45 Marcos 45 Ignacio 40
Alfonso 40 Jordi 40 Salvador 40 Ricardo 40 Hugo 40 Guillermo 35 Emilio 35 Gabriel 35
Julio 35 Julián 30 Tomás 30 Agustín 30 Martín 30 Félix 25 Gonzalo 25 Nicolás 25
Cristian 25 Joan 25 Ismael 20 Samuel 20 Esteban 20 Domingo 20 Felipe 18 Mariano 15
Aitor 15 Alfredo 15 Sebastián 15 Xavier 15 Josep 15 Mikel 8 Iker 10 Lorenzo 10 Eugenio 8
Wenceslao 1 Nazario 1 Heliodoro 1
"""
TRADES = """
Talleres 90 Construcciones 90 Transportes 80 Reformas 60 Instalaciones 60
Hostelería 40 Ferretería 40 Carpintería 40 Panadería 35 Clínica 30 Gestoría 30
Inmobiliaria 30 Electricidad 30 Fontanería 30 Pinturas 25 Suministros 25 Comercial 25
Distribuciones 25 Asesoría 25 Frutas 20 Muebles 20 Librería 20 Farmacia 20 Óptica 15
Viveros 15 Bodegas 15 Conservas 10 Imprenta 10 Cerámicas 10 Maquinaria 10
Excavaciones 10 Autoescuela 10 Peluquería 20 Grúas 8 Náutica 4 Apicultura 1
"""
FORMS = ("S.L.", "S.L.", "S.L.U.", "SL", "S.A.", "S. Coop.", "C.B.")
FURTHER = ("e Hijos", "Hermanos", "del Sur", "Levante", "y Asociados", "2000", "Norte")
PLACES = (
    ("Madrid", "28"),
    ("Barcelona", "08"),
    ("Valencia", "46"),
    ("Sevilla", "41"),
    ("Zaragoza", "50"),
    ("Málaga", "29"),
    ("Murcia", "30"),
    ("Bilbao", "48"),
    ("Alicante", "03"),
    ("Valladolid", "47"),
    ("A Coruña", "15"),
    ("Granada", "18"),
    ("Oviedo", "33"),
    ("Palma", "07"),
    ("Teruel", "44"),
)


def counted(text):
    """The words of a table above and their cumulative weights."""
    parts = text.split()
    return parts[::2], list(itertools.accumulate(map(int, parts[1::2])))


def surnames():
    """Surnames and cumulative weights, the rare ones at the end, ever rarer."""
    words, weights = counted(SURNAMES)
    parts = itertools.product(RARE_STARTS, RARE_MIDDLES, RARE_ENDINGS)
    rare = ["".join(each) for each in parts]
    random.Random(19).shuffle(rare)
    tail = list(itertools.accumulate(1 / (rank + 50) for rank in range(len(rare))))
    scale = RARE_SHARE / tail[-1]
    return words + rare, weights + [weights[-1] + scale * part for part in tail]
