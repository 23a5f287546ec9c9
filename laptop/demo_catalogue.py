"""What the demo shop sells and to whom: a coffee roaster with a web shop and a few cafés as regular customers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Product:
    id: str
    name: str
    category: str
    price_cents: int


_SHELVES: dict[str, tuple[tuple[str, int], ...]] = {
    "Coffee": (
        ("Ethiopia Yirgacheffe 250 g", 1490),
        ("Ethiopia Yirgacheffe 1 kg", 4990),
        ("Colombia Huila 250 g", 1290),
        ("Colombia Huila 1 kg", 4390),
        ("Kenya Nyeri AA 250 g", 1650),
        ("Guatemala Antigua 250 g", 1390),
        ("Guatemala Antigua 1 kg", 4690),
        ("Brazil Cerrado 1 kg", 3490),
        ("Sumatra Lintong 250 g", 1450),
        ("House Espresso 250 g", 1090),
        ("House Espresso 1 kg", 3690),
        ("House Filter 250 g", 1090),
        ("House Filter 1 kg", 3690),
        ("Decaf Swiss Water 250 g", 1390),
        ("Panama Geisha 100 g", 3900),
        ("Tasting Box, four origins", 2990),
    ),
    "Tea": (
        ("Assam Second Flush 100 g", 990),
        ("Darjeeling First Flush 100 g", 1690),
        ("Earl Grey 100 g", 890),
        ("Sencha 100 g", 1290),
        ("Jasmine Pearls 50 g", 1590),
        ("Rooibos Vanilla 100 g", 790),
        ("Peppermint 50 g", 590),
        ("Ceremonial Matcha 30 g", 2790),
    ),
    "Brewing": (
        ("Pour-over Dripper, ceramic", 2490),
        ("French Press 1 l", 3990),
        ("Moka Pot, 6 cups", 3490),
        ("Travel Press", 3490),
        ("Cold Brew Jug", 2990),
        ("Gooseneck Kettle", 7990),
        ("Hand Grinder", 9990),
        ("Electric Grinder", 24900),
        ("Espresso Machine", 64900),
        ("Scale with Timer", 4990),
        ("Milk Frother", 2490),
        ("Stovetop Kettle", 5490),
    ),
    "Supplies": (
        ("Paper Filters, 100", 590),
        ("Paper Filters, 400", 1790),
        ("Descaler 500 ml", 1190),
        ("Grinder Cleaner", 1490),
        ("Oat Drink, 6 x 1 l", 1390),
        ("Takeaway Cups, 500", 4890),
        ("Takeaway Lids, 500", 2990),
        ("Sugar Sticks, 1000", 1990),
        ("Storage Tin 500 g", 1690),
        ("Replacement Gasket", 690),
    ),
    "Tableware": (
        ("Espresso Cup, pair", 1890),
        ("Cappuccino Cup, pair", 2290),
        ("Stoneware Mug", 1490),
        ("Travel Mug 350 ml", 2690),
        ("Glass Server 600 ml", 2190),
        ("Tea Pot, cast iron", 5990),
    ),
    "Sweets": (
        ("Dark Chocolate 70 %", 490),
        ("Hazelnut Chocolate", 490),
        ("Almond Cantuccini 250 g", 690),
        ("Oat Cookies 200 g", 590),
        ("Candied Orange 150 g", 890),
        ("Gift Basket, small", 3900),
        ("Gift Basket, large", 7900),
        ("Coffee Caramels 150 g", 590),
    ),
}

CATALOGUE = tuple(
    Product(f"{category[:3].upper()}-{number:03d}", name, category, price)
    for category, shelf in _SHELVES.items()
    for number, (name, price) in enumerate(shelf, 1)
)

FIRST_NAMES = (
    *("Ada", "Aisha", "Alan", "Amara", "Ana", "Anders", "Beatriz", "Ben", "Carla", "Chen", "Clara", "Daniel", "Diego"),
    *("Elena", "Emil", "Emma", "Farah", "Felix", "Freya", "Grace", "Hanna", "Hiro", "Ida", "Ines", "Ivan", "Jonas"),
    *("Julia", "Kofi", "Lars", "Leila", "Lena", "Liam", "Lucia", "Maja", "Marco", "Mei", "Mila", "Nadia", "Nils"),
    *("Noah", "Olga", "Omar", "Paula", "Priya", "Rosa", "Ruben", "Sana", "Sofia", "Tariq", "Theo", "Vera", "Yuki"),
)

LAST_NAMES = (
    *("Abdi", "Almeida", "Andersen", "Baker", "Bauer", "Bianchi", "Costa", "Dubois", "Eriksen", "Fischer", "Garcia"),
    *("Haddad", "Hansen", "Horvat", "Ito", "Jensen", "Kaya", "Keller", "Khan", "Kowalski", "Lindgren", "Lopez"),
    *("Mbeki", "Meyer", "Moreau", "Nakamura", "Novak", "Okafor", "Olsen", "Patel", "Petrov", "Quinn", "Ricci"),
    *("Santos", "Schmidt", "Silva", "Sokolov", "Tanaka", "Torres", "Vargas", "Virtanen", "Weber", "Wong", "Zhang"),
)

CAFES = (
    *("Blue Door Cafe", "Corner Bakery", "Harbour Kiosk", "Hotel Bellevue", "Library Cafe", "Mill Street Office"),
    *("Night Train Bar", "North Pier Bistro", "Old Town Bakery", "Park Pavilion", "Studio Eleven", "Union Canteen"),
)
