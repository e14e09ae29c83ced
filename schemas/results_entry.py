"""The register of results: SDM enters what has become final (F-09)."""

from schemas.base import Form, Guide
from schemas.fields import LongText, YesNo
from schemas.said import say


class EnterResult(Form):
    """SDM confirms one row of the register (R-088)."""

    title = "Catat hasil ke register"
    lead = "Periksa baris register pegawai ini, lalu nyatakan hasilnya tercatat."
    guide = (
        Guide(
            "Yang diperiksa",
            (
                "Nama, NIP, jabatan dan unit kerja sesuai data kepegawaian.",
                "Nilai dan predikat sama dengan lembar hasil yang ditetapkan.",
            ),
        ),
    )
    bulk = True
    minutes = 2
    submit = "Catat hasil"
    confirm = "Hasil yang sudah dicatat masuk ke register siklus ini."
    shows = ("sheet",)

    confirmed = YesNo(
        "Baris register sudah diperiksa dan benar",
        must=say("Periksa baris register, lalu centang."),
    )
    note = LongText("Catatan", max=1000, rows=2, help="Boleh kosong.")
