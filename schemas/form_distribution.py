"""Form distribution: SDM hands out the SKP, the coaching agreements and the forms in January."""

from datetime import date

from schemas.base import Form, Guide
from schemas.fields import Day, LongText, Ticks

DOCUMENTS = {
    "skp": "Dokumen SKP kepada pegawai",
    "coaching_agreements": "Kesepakatan coaching kepada pegawai (bila ada)",
    "performance_form": "Formulir Penilaian Prestasi Kerja kepada pegawai",
    "behaviour_form_pegawai": "Formulir Penilaian Perilaku Kerja kepada pegawai",
    "behaviour_form_raters": (
        "Formulir Penilaian Perilaku Kerja kepada pejabat penilai, kolega, dan bawahan"
    ),
}
WHO_GETS_WHAT = Guide(
    "Siapa menerima apa",
    (
        "Pegawai: SKP, kesepakatan coaching, Formulir Penilaian Prestasi Kerja, Formulir "
        "Penilaian Perilaku Kerja.",
        "Pejabat penilai, kolega, dan bawahan: Formulir Penilaian Perilaku Kerja.",
        "Formulir terbuka pada aplikasi bagi masing-masing penerima saat masa pengisian dimulai.",
    ),
)


class DistributeForms(Form):
    """SDM states that everything was handed over (R-047); the act itself is the stamp."""

    title = "Bagikan formulir penilaian"
    lead = "Serahkan dokumen dan formulir kepada pegawai dan para penilai."
    guide = (WHO_GETS_WHAT,)
    bulk = True
    minutes = 2
    submit = "Catat pembagian"
    shows = ("distribution",)

    documents = Ticks("Yang diserahkan", DOCUMENTS, complete=True)
    handed_on = Day(
        "Tanggal penyerahan",
        required=True,
        initial=lambda facts: facts.today,
        first=lambda facts: date(facts.year, 1, 1),
        last=lambda facts: facts.today,
        width="half",
    )
    note = LongText("Catatan", max=1000, rows=3)
