"""Large towns, by which the country of a row is told where it names none. No ORM."""

import re
from functools import lru_cache

from odoo.addons.ficha_cliente.tools.places import PROVINCES, spanish_province
from odoo.addons.ficha_cliente_identity.tools.normalize import fold

# Odoo's code of a Spanish province: the number of the INE
NUMBERS = dict(line.split(maxsplit=2)[:2] for line in PROVINCES.strip().splitlines())
# addresses of a Spanish street; where Spanish is spoken elsewhere they begin so too
SPANISH_STREET = re.compile(
    r"(?:c/|calle\b|avda\b|avd\b|avenida\b|plaza\b|pza\b|plza\b|paseo\b|ctra\b"
    r"|carretera\b|urb\b|urbanizaci[oó]n\b|pol[.] ?ind\b|pol[ií]gono\b|camino\b"
    r"|carrer\b|pla[cç]a\b|r[uú]a\b|kalea\b|travesía\b|ronda\b|rambla\b)",
    re.IGNORECASE,
)
# of these, postcodes have as many figures as in Spain
FIVE_FIGURES = {"FR", "DE", "IT", "MA", "US", "MX", "FI", "PE", "SE", "GR", "CZ"}
# large ones abroad, of which no large Spanish one has the name
TOWNS = {
    name: code
    for code, names in {
        "PT": "lisboa|lisbon|porto|oporto|braga|coimbra|setubal|aveiro|evora|funchal",
        "FR": "paris|lyon|marseille|marsella|toulouse|bordeaux|burdeos|perpignan"
        "|perpinan|montpellier|nantes|lille|strasbourg|estrasburgo|bayonne|hendaye",
        "DE": "berlin|munchen|munich|hamburg|hamburgo|koln|colonia|frankfurt"
        "|frankfurt am main|stuttgart|dusseldorf|leipzig|dortmund|essen",
        "IT": "milano|milan|roma|torino|turin|napoli|napoles|firenze|florencia|bologna"
        "|bolonia|venezia|venecia|genova|palermo",
        "GB": "london|londres|manchester|liverpool|birmingham|glasgow|edinburgh"
        "|edimburgo|bristol|leeds|cardiff",
        "BE": "bruxelles|bruselas|brussel|brussels|antwerpen|amberes|gent|liege|lieja",
        "NL": "amsterdam|rotterdam|den haag|la haya|utrecht|eindhoven",
        "CH": "zurich|geneve|ginebra|basel|basilea|bern|berna|lausanne|lausana",
        "AT": "wien|viena|salzburg|salzburgo|graz|innsbruck",
        "IE": "dublin|cork|galway|limerick",
        "DK": "copenhague|kobenhavn|copenhagen|aarhus",
        "SE": "stockholm|estocolmo|goteborg|malmo|gotemburgo",
        "NO": "oslo|bergen",
        "FI": "helsinki",
        "PL": "warszawa|varsovia|krakow|cracovia|gdansk|wroclaw",
        "CZ": "praha|praga|brno",
        "GR": "atenas|athens|athina|tesalonica|thessaloniki",
        "RO": "bucuresti|bucarest|cluj napoca",
        "HU": "budapest",
        "MA": "casablanca|rabat|tanger|tetuan|marrakech|marraquech|agadir|nador",
        "AD": "andorra la vella|escaldes engordany|encamp",
        "US": "new york|nueva york|los angeles|miami|chicago|houston",
        "MX": "ciudad de mexico|mexico df|monterrey|tijuana",
        "AR": "buenos aires|mendoza|mar del plata",
        "CO": "bogota|medellin|cali|barranquilla",
        "CL": "santiago de chile|valparaiso",
        "PE": "arequipa",
        "BR": "sao paulo|rio de janeiro|brasilia",
        "CN": "shanghai|beijing|pekin|shenzhen",
        "JP": "tokyo|tokio|osaka",
    }.items()
    for name in names.split("|")
}

# the large ones of Spain, by the first two figures of their postcodes; their capitals
# are known as provinces
SPANISH_TOWNS = {
    name: number
    for number, names in {
        "01": "llodio|laudio|amurrio",
        "02": "hellin|villarrobledo|almansa|la roda",
        "03": "elche|elx|torrevieja|orihuela|benidorm|alcoy|alcoi|elda|san vicente del "
        "raspeig|denia|javea|xabia|petrer|villajoyosa|santa pola|villena|crevillente"
        "|calpe|altea|novelda|ibi|almoradi|rojales|pilar de la horadada|guardamar del "
        "segura|aspe|mutxamel|el campello",
        "04": "roquetas de mar|el ejido|nijar|vicar|adra|huercal overa|vera|mojacar",
        "06": "merida|don benito|almendralejo|villanueva de la serena|zafra|montijo",
        "07": "calvia|ibiza|eivissa|manacor|marratxi|llucmajor|inca|ciutadella de "
        "menorca|ciutadella|mahon|mao|alcudia|felanitx|pollenca|soller",
        "08": "hospitalet de llobregat|l hospitalet de llobregat|hospitalet|badalona"
        "|terrassa|sabadell|mataro|santa coloma de gramenet|cornella de llobregat"
        "|sant cugat del valles|sant boi de llobregat|rubi|manresa|vilanova i la geltru"
        "|castelldefels|viladecans|el prat de llobregat|granollers|mollet del valles"
        "|cerdanyola del valles|vic|igualada|gava|esplugues de llobregat|vilafranca "
        "del penedes|sant feliu de llobregat|ripollet|sant adria de besos|martorell"
        "|sitges|premia de mar|pineda de mar|berga|calella",
        "09": "aranda de duero|miranda de ebro",
        "10": "plasencia|navalmoral de la mata|trujillo|coria",
        "11": "jerez de la frontera|jerez|algeciras|el puerto de santa maria|san "
        "fernando|chiclana de la frontera|chiclana|sanlucar de barrameda|la linea de "
        "la concepcion|puerto real|arcos de la frontera|rota|conil de la frontera"
        "|tarifa",
        "12": "vila real|villarreal|burriana|benicarlo|vinaros|almassora|onda|la vall "
        "d uixo|vall d uixo|benicassim|peniscola|oropesa del mar|segorbe",
        "13": "puertollano|tomelloso|alcazar de san juan|valdepenas|manzanares"
        "|daimiel|la solana|campo de criptana",
        "14": "lucena|puente genil|montilla|priego de cordoba|cabra|baena|pozoblanco"
        "|palma del rio",
        "15": "santiago de compostela|ferrol|naron|oleiros|carballo|arteixo|culleredo"
        "|cambre|betanzos",
        "16": "tarancon|san clemente|motilla del palancar",
        "17": "figueres|figueras|blanes|lloret de mar|olot|salt|palafrugell|roses"
        "|sant feliu de guixols|banyoles|palamos|ripoll",
        "18": "motril|almunecar|armilla|maracena|baza|loja|guadix|las gabias|la zubia",
        "19": "azuqueca de henares|siguenza",
        "20": "irun|errenteria|eibar|zarautz|arrasate|hernani|tolosa|hondarribia",
        "21": "lepe|almonte|isla cristina|ayamonte|moguer|aljaraque|punta umbria",
        "22": "monzon|barbastro|jaca|fraga|binefar|sabinanigo",
        "23": "linares|andujar|ubeda|martos|alcala la real|bailen|baeza|villacarrillo",
        "24": "ponferrada|san andres del rabanedo|astorga|la baneza|villaquilambre",
        "25": "balaguer|tarrega|mollerussa|la seu d urgell|solsona|cervera|vielha",
        "26": "calahorra|arnedo|haro|lardero|alfaro|najera",
        "27": "monforte de lemos|viveiro|vilalba|sarria|ribadeo",
        "28": "mostoles|alcala de henares|fuenlabrada|leganes|getafe|alcorcon"
        "|torrejon de ardoz|parla|alcobendas|las rozas de madrid|las rozas|san "
        "sebastian de los reyes|pozuelo de alarcon|coslada|rivas vaciamadrid|valdemoro"
        "|majadahonda|collado villalba|aranjuez|arganda del rey|boadilla del monte"
        "|pinto|colmenar viejo|tres cantos|san fernando de henares|galapagar"
        "|navalcarnero|villaviciosa de odon|mejorada del campo|algete",
        "29": "marbella|velez malaga|mijas|fuengirola|torremolinos|benalmadena"
        "|estepona|rincon de la victoria|antequera|ronda|alhaurin de la torre|nerja"
        "|alhaurin el grande|cartama|coin",
        "30": "cartagena|lorca|molina de segura|alcantarilla|torre pacheco|aguilas"
        "|cieza|yecla|san javier|totana|caravaca de la cruz|jumilla|mazarron"
        "|san pedro del pinatar|alhama de murcia|las torres de cotillas|la union"
        "|mula|archena|fuente alamo|los alcazares|bullas|cehegin|santomera|abaran",
        "31": "tudela|baranain|burlada|zizur mayor|estella|tafalla|villava",
        "32": "verin|o carballino|o barco de valdeorras|barbadas",
        "33": "gijon|xixon|aviles|mieres|langreo|siero|castrillon|llanes|corvera",
        "34": "aguilar de campoo|guardo|venta de banos",
        "35": "telde|arrecife|santa lucia de tirajana|san bartolome de tirajana"
        "|puerto del rosario|aguimes|ingenio|galdar|arucas|teguise|tias|maspalomas",
        "36": "vigo|vilagarcia de arousa|redondela|cangas|marin|ponteareas|lalin|poio"
        "|sanxenxo|a estrada|o porrino|tui|moana|nigran",
        "37": "bejar|ciudad rodrigo|santa marta de tormes",
        "38": "la laguna|san cristobal de la laguna|arona|adeje|la orotava|granadilla "
        "de abona|los realejos|puerto de la cruz|candelaria|icod de los vinos",
        "39": "torrelavega|camargo|castro urdiales|pielagos|laredo|reinosa|santona",
        "40": "cuellar|el espinar",
        "41": "dos hermanas|alcala de guadaira|utrera|mairena del aljarafe|ecija"
        "|los palacios y villafranca|la rinconada|coria del rio|carmona|lebrija"
        "|moron de la frontera|camas|tomares|osuna|marchena|bormujos",
        "42": "almazan|el burgo de osma",
        "43": "reus|tortosa|el vendrell|cambrils|salou|valls|calafell|amposta"
        "|vila seca|deltebre|torredembarra",
        "44": "alcaniz|andorra de teruel|calamocha",
        "45": "talavera de la reina|illescas|sesena|torrijos|ocana|quintanar de la "
        "orden",
        "46": "torrent|torrente|gandia|paterna|sagunto|sagunt|mislata|burjassot|alzira"
        "|xirivella|aldaia|manises|ontinyent|xativa|alaquas|sueca|catarroja|cullera"
        "|algemesi|oliva|requena|lliria|quart de poblet|betera|carcaixent|utiel",
        "47": "medina del campo|laguna de duero|arroyo de la encomienda|tordesillas",
        "48": "barakaldo|baracaldo|getxo|portugalete|santurtzi|santurce|basauri"
        "|leioa|galdakao|durango|sestao|erandio|bermeo|amorebieta|mungia",
        "49": "benavente|toro",
        "50": "calatayud|utebo|ejea de los caballeros|cuarte de huerva|tarazona"
        "|caspe|zuera",
    }.items()
    for name in names.split("|")
}


@lru_cache(maxsize=20_000)
def spanish_number(text, is_town=False):
    """The two figures with which the postcodes of a Spanish province begin, from its
    name, that of its capital or, with ``is_town``, of a large town.

    :return: as ``30``; "" when it is the name of none
    """
    if not re.search(r"[^\W\d_]", text):
        return ""
    if is_town and (number := SPANISH_TOWNS.get(fold(text))):
        return number
    return NUMBERS.get(spanish_province(text), "")
