"""The names people read for the short codes the engine keeps: roles, states, events."""

ROLES = {
    "pegawai": "Pegawai yang Dinilai",
    "pejabat_penilai": "Pejabat Penilai Kinerja",
    "atasan_pejabat_penilai": "Atasan Pejabat Penilai Kinerja",
    "sdm": "Bagian SDM",
    "penilai": "Penilai 360",
    "pr_chairman": "Ketua People Review",
    "pr_evaluator": "Evaluator People Review",
    "pr_assisting_facilitator": "Fasilitator Pendamping People Review",
}

STATES = {
    "draft": "SKP disusun",
    "skp_agreed": "SKP disepakati",
    "planned": "Dialog dijadwalkan",
    "coached_1": "Coaching I selesai",
    "mid_year_done": "Dialog tengah tahun selesai",
    "coached_2": "Coaching II selesai",
    "raters_set": "Penilai 360 ditetapkan",
    "forms_distributed": "Formulir dibagikan",
    "forms_filled": "Formulir terisi",
    "dialog_done": "Dialog akhir tahun selesai",
    "keberatan_filed": "Keberatan diproses",
    "keberatan_decided": "Keberatan diputus",
    "final": "Nilai ditetapkan",
    "entered": "Masuk register",
    "reviewed": "People Review selesai",
    "delivered": "Hasil disampaikan",
    "closed": "Selesai",
    "on_hold": "Ditunda",
    "cancelled": "Dibatalkan",
}

#: The health of an appraisal, worst first.
HEALTHS = {
    "stuck": "Macet",
    "overdue": "Terlambat",
    "at_risk": "Berisiko",
    "held": "Ditunda",
    "on_time": "Lancar",
    "done": "Selesai",
}

#: What is asked of a coaching week.
COACHINGS = {
    "done": "Terlaksana",
    "missing": "Belum terlaksana",
    "returned": "Dikembalikan",
    "not_held": "Tidak terlaksana",
}

GROUPS = {
    "atasan": "Atasan",
    "kolega": "Kolega",
    "sendiri": "Diri sendiri",
    "bawahan": "Bawahan",
}

#: The moments that date rules are reckoned from, as `event` names them in the diagrams.
EVENTS = {
    "diterima": "hasil penilaian diterima",
    "diajukan": "keberatan diajukan",
}

#: The dates of a phase, as rules name them.
EDGES = {
    "opens": "dibuka",
    "closes": "ditutup",
    "receive": "batas penerimaan",
    "close": "batas penutupan oleh Bagian SDM",
    "informal": "batas dialog informal",
    "register": "batas pencatatan keberatan",
    "opens_not_before": "dibuka tidak sebelum",
    "closes_not_before": "ditutup tidak sebelum",
    "due": "jatuh tempo pada",
}

#: When people are assumed to act.
HABITS = {
    "last": "pada hari terakhir yang masih tepat waktu",
    "first": "pada hari tugasnya dibuka",
    "usual": "sesudah lama yang biasa bagi langkah itu",
}

_HELD = "<b>{title}</b> ({phase}) ada pada <b>{who}</b> sejak {since}."

#: What an appraisal waits for, by the kind of `engine.queries.Wait`.
STANDING = {
    "yours": _HELD,
    "task": _HELD,
    "raters": _HELD,
    "vacant": _HELD,
    "unheld": "<b>{title}</b> ({phase}) belum ada pemegangnya sejak {since}.",
    "date": "<b>{title}</b>: {when}. Ditunggu sejak {since}.",
    "undated": "<b>{title}</b>: tanggalnya belum ada. Ditunggu sejak {since}.",
    "held": "<b>Ditunda oleh {who}</b> sejak {since}: {title}.",
    "stopped": "<b>Proses ini terhenti</b> sejak {since}.",
    "unsent": "<b>{title}</b> ({phase}) gagal dikirim sejak {since}.",
    "adrift": "<b>Penilaian ini tidak menunggu siapa pun</b> sejak {since}.",
}

#: Why it cannot go on before that.
REASONS = {
    "yours": "Langkah berikutnya terbuka setelah Anda mengirimnya.",
    "task": "Langkah berikutnya terbuka setelah {who} mengirimnya.",
    "raters": "{n} dari {asked} formulir 360 belum masuk. Siapa yang belum mengirim dirahasiakan.",
    "vacant": "{who} sudah tidak aktif, sehingga tugas ini perlu pemegang baru.",
    "unheld": "Tidak ada yang dapat mengirimnya sebelum ada pemegangnya.",
    "date": "Tidak ada yang perlu mengirim apa pun: ini terjadi sendiri pada waktunya.",
    "due": "Waktunya sudah tiba; sistem segera menjalankannya.",
    "undated": "Tanggalnya baru dapat dihitung setelah peristiwanya terjadi.",
    "held": "Selama ditunda tidak ada tugas dan batas waktu yang berjalan.",
    "stopped": "Satu langkah gagal dijalankan; Bagian SDM menjalankannya lagi setelah diperbaiki.",
    "unsent": "Isiannya tersimpan sebagai draf, dan dikirim lagi setelah sebabnya diperbaiki.",
    "adrift": "Tidak ada tugas atau tanggal yang dapat melanjutkannya.",
}

#: Why a change of dates leaves somebody alone.
VERDICTS = {
    "moved": "pindah",
    "unit": "tetap: unitnya punya tanggal sendiri",
    "own": "tetap: punya tanggal sendiri",
    "done": "tetap: sudah selesai",
    "same": "tetap: tanggalnya sama",
    "order": "tetap: urutan tanggalnya akan terbalik (R-004)",
    "past": "tetap: tanggal barunya sudah lewat",
}

#: How somebody steps in: as a verb, and of how many it is done.
INTERVENTIONS = {
    "hold": "Tunda",
    "release": "Lanjutkan",
    "cancel": "Batalkan",
    "hand_over": "Ganti Pejabat Penilai Kinerja",
    "extend": "Perpanjang",
    "reassign": "Alihkan tugas",
}
INTERVENED = {
    "hold": "{n} penilaian ditunda",
    "release": "{n} penilaian dilanjutkan",
    "cancel": "{n} penilaian dibatalkan",
    "hand_over": "{n} penilaian beralih kepada {heir}",
    "extend": "Tanggal {n} penilaian diperpanjang",
    "reassign": "Tugas {holder} pada {n} penilaian dialihkan kepada {heir}",
}

#: Why somebody is left alone then.
LEFT_ALONE = {
    "mine": "penilaian Anda sendiri; mintalah petugas lain",
    "not_yours": "bukan di bawah Anda",
    "over": "sudah berakhir",
    "final": "nilainya sudah ditetapkan",
    "held": "sudah ditunda",
    "not_held": "tidak sedang ditunda",
    "same": "ia sudah Pejabat Penilai Kinerjanya",
    "himself": "ia sendiri yang dinilai, atau atasannya",
    "no_superior": "tidak ada atasan di atas Pejabat Penilai Kinerja itu",
    "no_date": "tanggal itu tidak dapat diubah baginya",
    "holds": "tugasnya sudah ada padanya",
    "yourself": "Anda tidak dapat mengalihkannya kepada diri sendiri; mintalah petugas lain",
    "beyond": "penerimanya bukan rekan setingkat atau bawahan dalam jajaran Anda",
    "appraised": "penerimanya sendiri yang dinilai",
    "below": "penerimanya bawahan pegawai yang dinilai",
    "judge": "penerimanya Pejabat Penilai Kinerja, yang tidak memutus penilaiannya sendiri",
    "stays": "tugasnya tetap padanya: tanda tangan pribadi, atau formulir yang memuat hasil 360",
    "chain": "tugas itu sudah dialihkan kepada Anda; mintalah Bagian SDM",
}

#: Why it cannot be undone.
HINDRANCES = {
    "mine": "penilaian Anda sendiri; mintalah petugas lain",
    "later": "sudah ada tindakan lain sesudahnya",
    "changed": "keadaannya sudah berubah",
    "worked": "yang baru sudah mengerjakannya",
    "released": "tunda lagi bila perlu",
    "dates": "sudah ada yang bergantung pada tanggal barunya",
}

#: How people behave in a rehearsal, beside those who do everything in time.
BEHAVIOURS = {
    "late": "terlambat: mengerjakan satu sampai lima hari sesudah batas waktunya",
    "absent": "berhalangan: tidak mengerjakan apa pun sepanjang tahun",
    "leaves": "keluar: pada suatu hari berhenti, tugasnya tinggal",
    "superior": "berganti atasan pada suatu hari",
    "objects": "mengajukan keberatan atas hasilnya",
}

#: Why an appraisal did not come to its end in a rehearsal.
STUCK = {
    "failed": "prosesnya gagal",
    "ended": "prosesnya berakhir sebelum dicatat ke register",
    "left": "yang harus mengerjakan sudah keluar",
    "absent": "yang harus mengerjakan berhalangan",
    "refused": "isiannya selalu ditolak",
    "waits": "tidak ada yang mengerjakan",
    "timer": "menunggu tanggal yang tidak pernah tiba",
    "dead_end": "tidak ada tugas atau batas waktu yang melanjutkannya",
}

#: Why a rehearsal has no result.
LOST = {
    "slow": "Latihan tidak selesai dalam sepuluh menit; pilih lebih sedikit pegawai",
    "large": "Latihan memerlukan terlalu banyak memori; pilih lebih sedikit pegawai",
    "failed": "Latihan gagal; rinciannya ada di log server",
    "lost": "Latihan terputus karena server berhenti; mulai lagi",
}


def name(words: dict[str, str], code: str) -> str:
    """The name of a code, or the code itself when nobody has named it."""
    return words.get(code, code)
