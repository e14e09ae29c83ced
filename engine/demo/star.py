"""Stories in STAR order for the 360 forms of the demo, one for each aspect of perilaku kerja.

The first two are the samples of the agency's guide; the others are told in their manner.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Story:
    """One event: Situasi, Tugas, Aksi, Hasil."""

    star_s: str
    star_t: str
    star_a: str
    star_r: str


STORIES: Mapping[str, Story] = {
    "orientasi_pelayanan": Story(
        "Saya butuh dukungan beliau yang bertugas menyiapkan administrasi, padahal beliau "
        "seharusnya libur.",
        "Saya diminta atasan menyelesaikan pekerjaan pada akhir minggu, menjelang akhir tahun "
        "ketika semua sibuk menyelesaikan target SKP.",
        "Dengan ringan beliau menyatakan akan membantu dan hadir ke kantor agar tugas saya selesai "
        "tuntas.",
        "Pekerjaan selesai dengan baik; beliau lalu membuat prosedur bahwa staf administrasi wajib "
        "hadir bila diperlukan meski hari libur.",
    ),
    "integritas": Story(
        "Ketika baru datang, beliau ditawari pilihan buah tangan untuk dibawa pulang besok.",
        "Beliau ditugaskan ke Balikpapan pada November 2015 untuk menghadiri proses pemilihan "
        "pejabat tinggi provinsi.",
        "Tegas namun dengan bahasa yang sopan menolak menerima apa pun.",
        "Protokol melaporkannya kepada atasan; peristiwa itu menjadi acuan dan SOP pemda untuk "
        "tidak memberi apa pun kepada tamu pejabat dari pusat.",
    ),
    "komitmen": Story(
        "Jadwal tinjauan lapangan bersamaan dengan acara keluarga beliau.",
        "Laporan tinjauan harus masuk pada hari Senin berikutnya.",
        "Beliau memimpin tinjauan sampai selesai dan memindahkan acara pribadinya.",
        "Laporan masuk sehari lebih awal dan dipakai dalam rapat anggaran.",
    ),
    "disiplin": Story(
        "Antrean berkas menumpuk sesudah libur panjang.",
        "Setiap berkas harus diperiksa dalam tiga hari kerja.",
        "Beliau datang sebelum jam kerja dan memeriksa berkas menurut urutan masuknya.",
        "Tidak ada berkas yang melewati batas waktu pada bulan itu.",
    ),
    "kerja_sama": Story(
        "Dua bidang mengumpulkan data yang sama dengan format berbeda.",
        "Beliau diminta menyatukan datanya sebelum akhir triwulan.",
        "Beliau mengundang kedua bidang, menyepakati satu format, dan membagi tugas mengisinya.",
        "Data terkumpul dalam dua minggu dan dipakai bersama sejak itu.",
    ),
    "kepemimpinan": Story(
        "Seorang staf baru kesulitan menyusun laporan pertamanya.",
        "Laporan itu menjadi bagian dari pertanggungjawaban unit.",
        "Beliau duduk bersama staf itu, menunjukkan contoh, lalu memberinya waktu untuk mencoba "
        "sendiri.",
        "Laporan selesai tepat waktu; staf itu kini membimbing rekan yang lebih baru.",
    ),
}
