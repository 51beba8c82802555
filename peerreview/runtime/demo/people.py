# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""The people of the demo world. They are made up, and marked as simulated on every page."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Character:
    """A demo person; the address is `key`@demo.example."""

    key: str
    name: str
    time_zone: str = "UTC"
    pronouns: str = ""
    about: str = ""
    is_public: bool = False

    @property
    def email(self) -> str:
        return f"{self.key}@demo.example"


FACILITATOR = Character(
    "fran", "Fran Okafor", "Europe/London", "she/her",
    "I run the autumn cohort and read more of your drafts than you think.", is_public=True,
)  # fmt: skip
# The two that a newcomer signs in as.
LEARNER = Character(
    "lena", "Lena Sørensen", "Europe/Copenhagen", "she/her",
    "School librarian. I collect ways of explaining difficult things simply.", is_public=True,
)  # fmt: skip
REVIEWER = Character(
    "ravi", "Ravi Menon", "Asia/Kolkata", "he/him",
    "Physics teacher who makes short films with his students.",
)  # fmt: skip

LEARNERS: tuple[Character, ...] = (
    LEARNER,
    REVIEWER,
    Character(
        "amara", "Amara Diallo", "Africa/Dakar", "she/her", "Radio producer.", is_public=True
    ),
    Character("bruno", "Bruno Ferreira", "America/Sao_Paulo", "he/him", "Museum guide."),
    Character("chen", "Chen Yiwei", "Asia/Taipei", "", "Front-end developer, amateur illustrator."),
    Character("dagny", "Dagny Lindqvist", "Europe/Stockholm", "she/her", "Adult education."),
    Character("emeka", "Emeka Nwosu", "Africa/Lagos", "he/him", "Maths tutor."),
    Character("farah", "Farah Haddad", "Asia/Amman", "she/her", "Translator."),
    Character("giulia", "Giulia Conti", "Europe/Rome", "she/her", "Primary school teacher."),
    Character("hector", "Héctor Ruiz", "America/Bogota", "he/him", "Community organiser."),
    Character("ines", "Inês Carvalho", "Europe/Lisbon", "she/they", "Nurse, night classes."),
    Character("jonas", "Jonas Weber", "Europe/Berlin", "he/him", "Apprentice electrician."),
    Character("keiko", "Keiko Arai", "Asia/Tokyo", "she/her", "Retired typesetter."),
    Character("liam", "Liam Byrne", "Europe/Dublin", "he/him", "Youth worker."),
    Character("mariam", "Mariam Petrosyan", "Asia/Yerevan", "she/her", "Instructional designer."),
    Character("nikhil", "Nikhil Rao", "Asia/Kolkata", "he/him", "Data analyst."),
    Character("olga", "Olga Nowak", "Europe/Warsaw", "she/her", "Sociology student."),
    Character("pablo", "Pablo Ibarra", "America/Mexico_City", "he/him", "Graphic novelist."),
    Character("quinn", "Quinn Taylor", "America/Toronto", "they/them", "Librarian."),
    Character("rosa", "Rosa Jiménez", "Europe/Madrid", "she/her", "Career changer."),
    Character("samuel", "Samuel Mensah", "Africa/Accra", "he/him", "Agronomist."),
    Character("thuy", "Thùy Nguyễn", "Asia/Ho_Chi_Minh", "she/her", "Language teacher."),
    Character("umut", "Umut Yılmaz", "Europe/Istanbul", "", "Sound artist."),
    Character("vera", "Vera Kováč", "Europe/Bratislava", "she/her", "Accountant, evening blogger."),
)

# Five who met in the cohort and went on together.
STUDY_GROUP = ("lena", "amara", "chen", "dagny", "umut")
# These keep acting while the demo is served.
SIMULATED_ACTIVE = ("emeka", "farah", "giulia", "jonas", "keiko", "quinn", "thuy", "vera")

# Who a newcomer may sign in as with one click: (role, person, what is waiting for them).
CAST = (
    (
        "Learner",
        LEARNER,
        "has work in review; at the beginning also a draft begun and a badge to claim",
    ),
    ("Reviewer", REVIEWER, "has a review to write"),
    ("Facilitator", FACILITATOR, "runs the cohort and its badges"),
)
