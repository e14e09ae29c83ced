"""What the coaching guide of the cycle says, shown beside the coaching forms (R-033)."""

from schemas.base import Guide

COACHING = Guide(
    "Untuk apa coaching",
    (
        "Proses interaksi dialog antara Pejabat Penilai dengan Pegawai Yang Dinilai, dengan tujuan "
        "untuk membantu menemukan kendala/hambatan pencapaian SKP, potensi diri serta alternatif "
        "terbaik untuk pencapaian target SKP.",
        "Coaching berjalan dua arah, agar pegawai memperoleh kepercayaan diri untuk menemukan "
        "solusi atas buah pemikirannya sendiri.",
        "Maksud: target SKP dipastikan tercapai secara optimal.",
        "Tujuan: memperbaiki dan meningkatkan kinerja; memperbaiki perilaku kerja individu; "
        "meningkatkan kemampuan leadership.",
    ),
)
SIX_PRINCIPLES = Guide(
    "Enam prinsip",
    (
        "Kepercayaan: saling percaya; Pejabat Penilai membantu memaksimalkan potensi diri.",
        "Tanggung jawab: bukan sekadar menyelesaikan, tetapi mencapai kinerja maksimal untuk "
        "sukses organisasi.",
        "Percaya diri: setiap individu punya potensi dan sisi baik sebagai modal sukses.",
        "Fokus pada solusi: melihat ke depan mencari solusi, bukan ke belakang mencari kesalahan.",
        "Tantangan: menetapkan sasaran yang lebih tinggi dari biasanya.",
        "Tindakan: perspektif baru harus disertai tindakan nyata dan perubahan perilaku.",
    ),
)
DO = Guide(
    "Lakukan",
    (
        "Awali dengan salam sambil berdiri; akhiri dengan ucapan selamat dan sukses.",
        "Duduk berdampingan.",
        "Dengarkan dan perhatikan dengan baik ketika bawahan berbicara (empati).",
        "Tunjukkan sikap antusias ketika orang lain menjelaskan data.",
    ),
)
DO_NOT = Guide(
    "Hindari",
    (
        "Memberi salam sambil duduk.",
        "Duduk berhadapan.",
        "Menyalahkan bawahan atau orang lain.",
        "Menerima telepon.",
        "Melihat komputer atau makan minum.",
    ),
)
YOUR_STORY = Guide(
    "Your story: pertanyaan",
    (
        "Bagaimana dengan kemajuan pencapaian target kinerja Anda?",
        "Apa saja yang telah Anda lakukan untuk memenuhinya?",
        "Memperhatikan situasi saat ini, apakah ada kendala yang kemungkinan menghambat target "
        "penyelesaian SKP?",
        "Ketika menghadapi kendala dalam mencapai suatu target, apa yang biasa Anda lakukan?",
        "Ceritakan pengalaman pribadi mengatasi kendala yang Anda banggakan.",
        "Apakah pengalaman sukses itu dapat digunakan untuk mencapai target kinerja?",
    ),
)
MY_STORY = Guide(
    "My story: pandangan dan arahan",
    (
        "“Tadi Anda mengatakan … dan menurut saya hal tersebut baik/kurang tepat karena …”",
        "“Menurut pendapat saya, apa yang Anda lakukan dapat menimbulkan …”",
        "Apakah masih ada alternatif lain yang mungkin dilakukan?",
        "“Menurut saya sebaiknya Anda memperhatikan beberapa hal seperti …”",
        "“Mungkin ada baiknya Anda pelajari bagaimana yang lain bisa menyelesaikan hal ini dengan "
        "baik?”",
        "“Mungkin Anda bisa konsultasi dengan narasumber yang memahami atau berpengalaman "
        "menangani masalah itu?”",
    ),
)
OUR_STORY = Guide(
    "Our story: pilihan dan komitmen",
    (
        "Dari beberapa alternatif, apakah Anda sudah dapat menentukan pilihan terbaik?",
        "Apa upaya terbaik Anda untuk memastikan pilihan ini berjalan dengan baik?",
        "Bila rencana tindak lanjut telah kita sepakati, apa saja yang akan Anda lakukan?",
        "Tepatnya kapan akan mulai?",
        "Dukungan apa lagi yang Anda butuhkan?",
    ),
)
COACH_MINDSET = Guide(
    "Cara pandang coach",
    (
        "Your: memahami situasi coachee; lebih banyak mendengarkan secara aktif; memahami "
        "pandangan, kekhawatiran, keluh kesah; menerima pendapat.",
        "My: bertanya agar coachee menemukan penyebab; memberi pandangan lebih luas dari "
        "pengetahuan dan pengalaman; memberi peluang perubahan, pengembangan, perbaikan diri.",
        "Our: mempertimbangkan alternatif dan memilih yang terbaik; peduli dan turut bertanggung "
        "jawab atas sukses; membantu mendapatkan solusi terbaik.",
    ),
)
COACHEE_MINDSET = Guide(
    "Cara pandang coachee",
    (
        "Your: membuka diri, menyampaikan pandangan, kekhawatiran, keluh kesah; menerima "
        "kehadiran coach dan yakin didengar.",
        "My: percaya coach berpengalaman dan akan membantu; atasan mendengarkan saya; saya "
        "mendapat kesempatan berubah dan memperbaiki diri.",
        "Our: saya teman bagi atasan dalam menyelesaikan masalah; bertanggung jawab atas "
        "pengembangan diri, belajar dan bertindak.",
    ),
)
ACTIVITIES = Guide(
    "Kegiatan dalam YMO",
    (
        "Your: mengumpulkan informasi (SKP, progres kegiatan tugas jabatan, inventarisasi "
        "masalah); mengkaji kemajuan, mengonfirmasi pemahaman masalah. Alat: mendengarkan (MEAO).",
        "My: mengajukan pertanyaan untuk mempertajam atau memperbaiki pandangan coachee; umpan "
        "balik atas isu, situasi, kegiatan tertentu. Alat: umpan balik (OILS).",
        "Our: memprioritaskan isu; mencari alternatif, kelebihan dan kekurangannya; memilih yang "
        "terbaik dan langkah-langkahnya. Alat: pemecahan masalah (DSPA).",
    ),
)
TGROW = Guide(
    "T-GROW: pertanyaan",
    (
        "Topic: Ceritakan tentang … (SKP, progres pencapaian target, kendala). Bagaimana pendapat "
        "Anda tentang …? Jelaskan secara singkat tentang …",
        "Goal: Apa yang ingin Anda bicarakan? Capai? Dapatkan dari proses coaching ini? Harapkan "
        "dari saya selaku coach? Inginkan terjadi walaupun saat ini belum terjadi?",
        "Reality: Apa yang terjadi saat ini? Bagaimana Anda yakin keadaannya seperti itu? "
        "Bagaimana bisa terjadi, bisa lebih spesifik? Apakah sudah mengklarifikasi, mengapa tidak? "
        "Faktor apa dan siapa saja yang terkait? Apa persepsi mereka? Apa yang telah Anda lakukan "
        "sejauh ini?",
        "Option: Apa yang Anda lakukan untuk mengubah keadaan? Apa alternatifnya? Jelaskan sudut "
        "pandang Anda, tak usah ragu walaupun tidak realistis. Siapa saja yang mungkin membantu? "
        "Alternatif mana yang terbaik? Apa manfaat dan kerugian masing-masing?",
        "Wrap-up: Apa saja yang harus dilakukan berikutnya? Tepatnya kapan dan bagaimana? Apa saja "
        "yang mungkin terjadi selama mengerjakannya? Apakah akan Anda catat dalam catatan "
        "pribadi? Dukungan apa lagi yang dibutuhkan?",
    ),
)
APPRECIATIVE_INQUIRY = Guide(
    "Appreciative Inquiry",
    (
        "Fokus pada hal-hal positif, dengan pertanyaan yang tepat.",
        "Pahami kekuatan, peluang, kapabilitas dan keinginan.",
        "Topik, lalu Discovery (apresiasi), Dream (masa depan), Design (rencana), Destiny (hasil).",
    ),
)
OILS = Guide(
    "Umpan balik OILS",
    (
        "Memberi: 1 deskripsikan observasi nyata; 2 jelaskan dampak pada diri saya atau orang "
        "lain; 3 diam sejenak dan dengarkan pertanyaan klarifikasi; 4 persiapan problem solving, "
        "atau pengakuan/dorongan.",
        "Menerima: dengarkan tanpa berinterupsi; usahakan memahami; hindari argumentasi atau "
        "pembelaan diri; akui pandangan orang lain; ucapkan terima kasih; pikirkan apakah dan "
        "bagaimana feedback dapat diterapkan.",
    ),
)

PREPARING = (COACHING, SIX_PRINCIPLES, DO, DO_NOT)
FOR_COACH = (
    SIX_PRINCIPLES,
    DO,
    DO_NOT,
    ACTIVITIES,
    COACH_MINDSET,
    YOUR_STORY,
    MY_STORY,
    OUR_STORY,
    TGROW,
    APPRECIATIVE_INQUIRY,
    OILS,
)
FOR_COACHEE = (COACHING, SIX_PRINCIPLES, COACHEE_MINDSET, YOUR_STORY, DO, DO_NOT)
