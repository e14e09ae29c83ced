"""Two real SKPs as their owners would type them: the Inspektur's and the Kepala Dinas PU's.

The Inspektur's is kept as it was written: row 10 says again what row 3 says, and row 17 has no
target, so that its form warns of the one and refuses the other (R-101).
"""

from typing import Any

Draft = dict[str, Any]


def _row(
    year: int, activity: str, quantity: str, unit: str, months: str = "12", cost: str = "-"
) -> dict[str, str]:
    return {
        "activity": activity,
        "credit_points": "0",
        "target_quantity": quantity,
        "unit": unit,
        "target_quality": "100",
        "target_time": months,
        "time_unit": "bulan",
        "target_cost": cost,
        "schedule_start": f"{year}-01-01",
        "schedule_end": f"{year}-12-31",
        "sem1_portion": "",
    }


def inspektur(year: int) -> Draft:
    """The SKP of the Inspektur: 18 activities, no costs, row 17 without a target."""
    return {"rows": [_row(year, *row) for row in _INSPEKTUR]}


def kepala_dpu(year: int) -> Draft:
    """The SKP of the Kepala Dinas Pekerjaan Umum: 136 kegiatan for Rp 236.368.920.000."""
    return {
        "rows": [
            _row(year, f"Melaksanakan program kebijakan {where}", count, "kegiatan", "12", cost)
            for where, count, cost in _KEPALA_DPU
        ]
    }


_INSPEKTUR = (
    ("Menyusun rencana Kerja Inspektur Inspektorat Tahun 2018", "1", "dokumen", "1"),
    (
        "Merumuskan dan mengusulkan konsep Keputusan Bupati tentang Program Kerja Pengawasan "
        "Tahunan (PKPT) Tahun 2019 dan Kebijakan Pengawasan Tahun 2019",
        "2",
        "dokumen",
        "1",
    ),
    ("Menetapkan Renja Tahun 2019", "1", "dokumen", "1"),
    ("Merumuskan kebijakan dan fasilitasi pengawasan", "1", "dokumen"),
    ("Menetapkan Surat Tugas Pemeriksaan Tahun 2018", "152", "dokumen"),
    ("Menetapkan Tapkin, RKT Tahun 2019", "2", "dokumen", "1"),
    ("Menetapkan Renja Perubahan Tahun 2018", "1", "dokumen", "1"),
    ("Menetapkan konsep RKA Perubahan Tahun 2018", "1", "konsep", "1"),
    ("Menetapkan konsep DPA Perubahan Tahun 2018", "1", "konsep", "1"),
    ("Menetapkan Renja Tahun 2019", "1", "dokumen", "1"),
    ("Menetapkan konsep RKA Tahun 2019", "1", "konsep", "1"),
    ("Menetapkan konsep DPA Tahun 2019", "1", "konsep", "1"),
    ("Menyelenggarakan pemeriksaan reguler, kasus/khusus Tahun 2018", "152", "obrik"),
    ("Menyelenggarakan penyusunan dan pengelolaan NHP pemeriksaan reguler", "152", "dokumen"),
    ("Menyelenggarakan penyusunan dan pengelolaan LHP reguler, khusus, kasus", "152", "LHP"),
    (
        "Menetapkan materi pemutakhiran data TLHP Inspektorat Provinsi Jateng Tahun 2018",
        "4",
        "dokumen",
        "4",
    ),
    ("Menyelenggarakan koordinasi TLHP", "", "", ""),
    ("Menyelenggarakan penyusunan Laporan TLHP", "12", "dokumen"),
)

_KEPALA_DPU = (
    ("pada Sekretariat", "8", "2.767.727.000"),
    ("bidang Cipta Karya dan Tata Ruang", "13", "24.782.168.000"),
    ("bidang ESDM", "6", "25.962.500.000"),
    ("bidang Bina Marga", "60", "136.092.538.000"),
    ("bidang Pengairan", "37", "40.055.987.000"),
    ("bidang Kebersihan", "8", "6.628.000.000"),
    ("pada UPTD", "4", "80.000.000"),
)
