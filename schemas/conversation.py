"""The record of a coaching conversation (F-02) and its feedback (F-03), wherever one is held."""

from datetime import date

from schemas.fields import (
    Choices,
    Day,
    LongText,
    Record,
    Rows,
    Scale,
    Text,
    Ticks,
    When,
    WholeNumber,
    YesNo,
)

STATUSES = {"selesai": "Selesai", "dalam_proses": "Dalam proses", "belum": "Belum"}
METHODS = {
    "ymo": "YMO (Your, My, Our story)",
    "tgrow": "T-GROW",
    "appreciative_inquiry": "Appreciative Inquiry",
}
DOCUMENTS = {
    "skp": "SKP",
    "progress_data": "Data kemajuan",
    "coaching_form": "Formulir coaching",
}
ETIQUETTE = {
    "greeting_start": "Salam di awal",
    "greeting_end": "Ucapan selamat dan sukses di akhir",
    "side_by_side": "Duduk berdampingan",
    "no_distraction": "Tanpa telepon, komputer, makan, atau minum",
    "no_blaming": "Tanpa menyalahkan siapa pun",
}

CONVERSATION = "Percakapan"
ACTIONS = "Rencana tindak lanjut"
FEEDBACK = "Umpan balik pelaksanaan"

_TGROW = When("method", "tgrow")
_APPRECIATIVE = When("method", "appreciative_inquiry")


class Action(Record):
    """One thing agreed to be done (R-030)."""

    what = Text("Apa", max=500, required=True)
    who = Text("Siapa", max=150, required=True, width="half")
    when = Day(
        "Kapan",
        required=True,
        first=lambda facts: date(facts.year, 1, 1),
        last=lambda facts: date(facts.year + 1, 12, 31),
        width="half",
    )
    support_needed = Text("Dukungan yang dibutuhkan", max=500)


class Conversation(Record):
    """What was said and agreed: method, stories, actions (R-028, R-029, R-030)."""

    method = Choices(
        "Metode",
        METHODS,
        required=True,
        initial=["ymo"],
        section=CONVERSATION,
        help="T-GROW dan Appreciative Inquiry melengkapi YMO; isiannya muncul bila dipilih.",
    )
    your_story = LongText(
        "Your story",
        required=True,
        section=CONVERSATION,
        help="Kemajuan, tindakan yang sudah dilakukan, kendala, pengalaman sukses pegawai.",
    )
    my_story = LongText(
        "My story",
        required=True,
        section=CONVERSATION,
        help="Empati, pandangan, dan arahan Pejabat Penilai.",
    )
    our_story = LongText(
        "Our story",
        required=True,
        section=CONVERSATION,
        help="Alternatif yang dipilih bersama dan komitmennya.",
    )
    tgrow_topic = LongText("T-GROW: Topic", required=True, when=_TGROW, section=CONVERSATION)
    tgrow_goal = LongText("T-GROW: Goal", required=True, when=_TGROW, section=CONVERSATION)
    tgrow_reality = LongText("T-GROW: Reality", required=True, when=_TGROW, section=CONVERSATION)
    tgrow_option = LongText("T-GROW: Option", required=True, when=_TGROW, section=CONVERSATION)
    tgrow_wrapup = LongText("T-GROW: Wrap-up", required=True, when=_TGROW, section=CONVERSATION)
    ai_topic = LongText(
        "Appreciative Inquiry: Topik", required=True, when=_APPRECIATIVE, section=CONVERSATION
    )
    ai_discovery = LongText(
        "Discovery (apresiasi)", required=True, when=_APPRECIATIVE, section=CONVERSATION
    )
    ai_dream = LongText(
        "Dream (masa depan)", required=True, when=_APPRECIATIVE, section=CONVERSATION
    )
    ai_design = LongText(
        "Design (rencana)", required=True, when=_APPRECIATIVE, section=CONVERSATION
    )
    ai_destiny = LongText(
        "Destiny (hasil)", required=True, when=_APPRECIATIVE, section=CONVERSATION
    )
    actions = Rows(
        Action, "Tindakan yang disepakati", min=1, max=20, add="Tambah tindakan", section=ACTIONS
    )


class Feedback(Record):
    """How the session went, filled by each side for himself (F-03, R-031)."""

    helpful = Scale(
        "Seberapa membantu pertemuan ini?",
        ends=("tidak membantu", "sangat membantu"),
        required=True,
        section=FEEDBACK,
    )
    understood_next_step = YesNo(
        "Langkah berikutnya dipahami?", required=True, section=FEEDBACK, width="half"
    )
    duration_minutes = WholeNumber(
        "Lama pertemuan (menit)", min=1, max=480, required=True, section=FEEDBACK, width="half"
    )
    etiquette = Ticks("Tata krama yang dijalankan", ETIQUETTE, section=FEEDBACK)
    feedback_comment = LongText("Komentar", max=2000, rows=3, section=FEEDBACK)


SECTIONS: dict[str, str] = {
    CONVERSATION: "Tatap muka, hanya berdua.",
    ACTIONS: "Paling sedikit satu: apa, siapa, kapan.",
    FEEDBACK: "Diisi oleh masing-masing setelah pertemuan.",
}
