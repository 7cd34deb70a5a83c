"""Names of many origins, as they stand side by side in one European classroom. Made up: no row is a real person.

Each origin: language at home (BCP 47), given names that are mostly a girl's, mostly a boy's, and family names.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Origin:
    language: str
    country: str  # of birth, for those who were born elsewhere (ISO 3166-1)
    weight: float
    girls: tuple[str, ...]
    boys: tuple[str, ...]
    families: tuple[str, ...]


def _origin(language: str, country: str, weight: float, girls: str, boys: str, families: str) -> Origin:
    return Origin(
        language, country, weight, tuple(girls.split()), tuple(boys.split()), tuple(families.split(","))
    )


ORIGINS = (
    _origin(
        "de",
        "DE",
        7,
        "Lena Marie Johanna Frieda Klara Mathilda Greta Ida Paula Emilia Charlotte Annika",
        "Jakob Moritz Anton Felix Emil Theo Konrad Matthis Oskar Lukas Benno Henrik",
        "Müller,Schäfer,Vogt,Lindner,Krüger,Böhm,Winter,Hartmann,Kästner,Sommer,Jäger,Falk,Brückner,Roth,Engel,Schröder",
    ),
    _origin(
        "tr",
        "TR",
        3,
        "Elif Zeynep Defne Aylin Meryem Ecrin Nehir Sıla",
        "Emir Kerem Çınar Deniz Mert Ömer Arda Baran",
        "Yılmaz,Kaya,Şahin,Çelik,Öztürk,Aydın,Arslan,Doğan,Koç,Güneş",
    ),
    _origin(
        "ar",
        "SY",
        3,
        "Layla Nour Salma Mariam Yasmin Hala Rania Dima",
        "Omar Karim Zaid Ilyas Tarek Sami Hadi Bilal",
        "Mansour,Khalil,Al-Masri,Haddad,Nassar,Saleh,Darwish,Aziz,Hamdan,Barakat",
    ),
    _origin(
        "uk",
        "UA",
        2,
        "Olena Sofiia Daryna Zlata Kateryna Oksana",
        "Andrii Maksym Danylo Taras Ostap Bohdan",
        "Shevchenko,Kovalenko,Melnyk,Bondar,Tkachenko,Kravets,Lysenko",
    ),
    _origin(
        "pl",
        "PL",
        2,
        "Zofia Hanna Maja Wanda Łucja Jagoda",
        "Kacper Szymon Wojciech Mikołaj Stanisław Bartek",
        "Kowalski,Wójcik,Nowak,Zieliński,Dąbrowski,Mazur,Król,Łukasik",
    ),
    _origin(
        "vi",
        "VN",
        1.5,
        "Linh Mai Thảo Hương Ngọc Lan",
        "Minh Đức Khoa Huy Bảo Long",
        "Nguyễn,Trần,Lê,Phạm,Hoàng,Đặng,Vũ",
    ),
    _origin(
        "es",
        "CO",
        1.5,
        "Lucía Valentina Ximena Inés Paloma Noa",
        "Mateo Joaquín Íñigo Tomás Andrés Nicolás",
        "García,Rodríguez,Muñoz,Peña,Castaño,Ibáñez,Vélez",
    ),
    _origin(
        "pt",
        "BR",
        1.5,
        "Beatriz Inês Luana Conceição Clara Iara",
        "Thiago João Caio Rafael Davi Duarte",
        "Silva,Santos,Gonçalves,Araújo,Moreira,Brandão,Lobo",
    ),
    _origin(
        "en",
        "NG",
        1.5,
        "Adaeze Temi Ifeoma Zainab Amara Folake",
        "Chidi Tunde Kelechi Emeka Ayo Obinna",
        "Adeyemi,Eze,Balogun,Okoro,Nwosu,Adebayo,Bello",
    ),
    _origin(
        "fa",
        "AF",
        1.5,
        "Shirin Parisa Roya Nasrin Mina Golnar",
        "Dariush Navid Farid Arash Kian Reza",
        "Ahmadi,Rahimi,Karimi,Hosseini,Sultani,Noori",
    ),
    _origin(
        "it",
        "IT",
        1,
        "Giulia Chiara Noemi Bianca Elisa Viola",
        "Matteo Niccolò Dario Leonardo Enzo Fabio",
        "Rossi,Bianchi,De Luca,Ferrari,Marino,Conti",
    ),
    _origin(
        "ro",
        "RO",
        1,
        "Ioana Andreea Ștefania Ilinca Doina Crina",
        "Ștefan Mihai Radu Vlad Ionuț Tudor",
        "Popescu,Ionescu,Dumitru,Stănescu,Munteanu,Țurcanu",
    ),
    _origin(
        "sr",
        "RS",
        1,
        "Milica Jovana Anđela Teodora Dunja Iva",
        "Luka Nemanja Đorđe Vuk Uroš Stefan",
        "Petrović,Jovanović,Nikolić,Ilić,Đurić,Savić",
    ),
    _origin(
        "hi",
        "IN",
        1,
        "Ananya Diya Kavya Isha Meera Tara",
        "Arjun Rohan Vihaan Ishaan Dev Nikhil",
        "Sharma,Patel,Iyer,Reddy,Banerjee,Kaur",
    ),
    _origin(
        "ko",
        "KR",
        0.7,
        "Seo-yeon Ji-woo Ha-eun Min-seo",
        "Min-jun Do-yun Ji-ho Tae-yang",
        "Kim,Park,Choi,Jung,Han",
    ),
    _origin(
        "sv",
        "SE",
        0.7,
        "Saga Elsa Tuva Ebba Åsa Liv",
        "Axel Nils Gustav Love Åke Sixten",
        "Lind,Berg,Öberg,Sjöström,Nyström,Åkesson",
    ),
)

#: Names that are written in another script as well: given name -> in Arabic letters.
IN_ARABIC = {
    "Layla": "ليلى",
    "Amina": "أمينة",
    "Omar": "عمر",
    "Nour": "نور",
    "Karim": "كريم",
    "Mariam": "مريم",
}
