"""What editors and documents say about each field; the field table says the rest."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from reconciler.model.values import Json

LANGUAGE_NAMES: Mapping[str, str] = MappingProxyType({
    "ar": "Arabic", "bg": "Bulgarian", "zh": "Chinese", "hr": "Croatian", "cs": "Czech", "da": "Danish",
    "nl": "Dutch", "en": "English", "fil": "Filipino", "fi": "Finnish", "fr": "French", "de": "German",
    "el": "Greek", "hi": "Hindi", "hu": "Hungarian", "id": "Indonesian", "it": "Italian", "ja": "Japanese",
    "ko": "Korean", "ms": "Malay", "no": "Norwegian", "pl": "Polish", "pt": "Portuguese",
    "br": "Portuguese (Brazil)", "ro": "Romanian", "ru": "Russian", "sk": "Slovak", "es": "Spanish",
    "sv": "Swedish", "ta": "Tamil", "th": "Thai", "tr": "Turkish", "uk": "Ukrainian", "vi": "Vietnamese",
})  # fmt: skip
"""English names of the languages by the API's code."""

FIELD_HELP: Mapping[str, str] = MappingProxyType({
    "name": "The title that candidates see.",
    "location": "Where the job is, as candidates read it.",
    "interview_template_id": "The avatar or voice that holds the interview, by its id.",
    "mojito_language_code": "The language spoken. It cannot change: another language is another interview.",
    "status": "What the interview should be: draft, open to candidates, or put away.",
    "type": "What kind of conversation it is.",
    "visibility": "Who can find it.",
    "description": "Two sentences for candidates. Required with own questions, else written when left out.",
    "description_long": "The long text for candidates, Markdown. Written by the service when left out.",
    "questions": "Your own questions, in order. Left out, the service writes them.",
    "recording": "Recording of answers to detect cheating; null turns it off.",
    "recording_full_session": "Recording of the whole session; costs extra credits.",
    "interview_type": "The style of the conversation.",
    "interview_tone": "How the interviewer speaks. Other words are taken and act like the default.",
    "seniority_level": "The level of the job. Worked out from the description when left out.",
    "hiring_for_company": "The company behind the job, when it is not yours; `undisclosed` hides it.",
    "interview_length": "How many questions to generate; at most one for every two minutes of max_duration.",
    "additional_context": "Anything that generation should know. Only used when the interview is made.",
    "include_rapport_question": "Open with a question to warm up.",
    "include_closing_prompt": "Close by asking whether anything is left to say.",
    "interview_attempts": "How often a candidate may try.",
    "custom_scoring": "Settings of the scoring, laid over what is stored; keys left out keep their value.",
    "max_duration": "How long a session may take: `20m`, `1h`, or seconds. Basis of the price.",
    "max_followups": "Follow-up questions: 0 none, 1 to 3 low to high, from 4 a number of your own.",
    "questions_random_subset": "Ask each candidate a random fraction of the questions; null asks all.",
    "interview_conversation_speed": "How fast the avatar speaks.",
    "result_view": "What candidates see of their result.",
    "candidate_video_introduction": "Whether candidates introduce themselves on video.",
    "code": "Your own reference. Without one, the key is written into new interviews, to find them again.",
    "cover_image_url": "The picture above the interview.",
    "interview_department": "The department, as candidates read it.",
    "interview_salary": "The salary, as candidates read it: free text.",
    "interview_available_till": "The last day, or the last moment with its time zone; null means always.",
    "recruiter_profile_id": "The recruiter behind the interview, by id.",
    "tags": "Words to sort by. In coaching, a catalogue lists what has all of its tags.",
    "knowledge_base_store_id": "The knowledge base that questions are made from, by its id.",
    "candidate_expectations": "What a good candidate says, as free text for scoring.",
    "candidate_expectations_json": "The rubric: what a weak, a moderate and a strong candidate says.",
    "required_pronunciation": "Score pronunciation; fewer languages are possible then.",
    "result_enable_edit_transcript": "Candidates may correct the transcript.",
    "pdf_export_auto_config": "The PDF report made after each interview; null turns it off.",
    "merchant_id": "The merchant. The environment says it; a definition needs it for a sub-merchant only.",
    "welcome_message": "What is said first. Set when the interview is made, never changed or read again.",
    "thank_you_message": "What is said last. Set when the interview is made, never changed or read again.",
    "instructional_video": "Show the instructions before the interview. Only set when it is made.",
    "instructional_video_custom_text": "Words of your own for the instructions. Only set when it is made.",
    "is_embedded": "Offer the interview inside your own pages; makes an embed key.",
    "use_enhanced_expectations": "Reserved by the service.",
    "disable_deduplication": "Keep steps that look like each other when the interview is made.",
    "type_credit": "Whose credits pay for a session of coaching.",
    "coach_plan": "The place in the coaching plan.",
    "regenerate_candidate_expectations": "Write the rubric anew whenever the questions change.",
})  # fmt: skip
"""One or two sentences per field, by the API's request name."""

NAMED_HELP: Mapping[str, str] = MappingProxyType({
    "interview_template": "The avatar or voice by its name, looked up in each account.",
    "knowledge_base": "The knowledge base by its name; its id in each environment stands in reconciler.yaml.",
})  # fmt: skip

VALUE_HELP: Mapping[str, Mapping[str, str]] = MappingProxyType({
    "status": {
        "draft": "Candidates neither see nor run it.", "active": "Candidates can run it.",
        "archived": "Put away, with its results.", "deleted": "Gone from the account's lists.",
    },
    "type": {
        "interview": "Scored, with a hiring recommendation.",
        "coaching": "Practice with feedback for the learner; coaching portal only.",
        "assessment": "A check of skills or knowledge, scored like an interview.",
    },
    "visibility": {
        "merchant_public": "On the public list.", "merchant_invite": "Only for people who are invited.",
        "merchant_unlisted": "For whoever has the link.",
    },
    "recording": {
        "audio_first_5_answers": "Audio of the first five answers.", "audio_all": "Audio of every answer.",
        "video_first_5_answers": "Video of the first five answers.", "video_all": "Video of every answer.",
    },
    "recording_full_session": {
        "audio_all": "One audio file; adds 0.2 credits.",
        "video_all": "One file with audio and video; adds 0.4 credits.",
    },
    "result_view": {
        "none": "No results; submitted when the interview ends.", "minimal": "A short summary.",
        "minimal_with_score": "A short summary with the score.", "advanced": "More detail.",
        "full": "Everything.", "full_expand_scores": "Everything, scores opened out.",
    },
    "candidate_video_introduction": {
        "optional": "Candidates may.", "required": "Candidates have to.", "hidden": "Nobody is asked.",
    },
    "mojito_language_code": LANGUAGE_NAMES,
})  # fmt: skip
"""What each value of an enum means, where the value does not say it."""

EXAMPLES: Mapping[str, tuple[Json, ...]] = MappingProxyType({
    "name": ("Backend Engineer",), "location": ("Berlin or remote",), "interview_template": ("Anna",),
    "knowledge_base": ("handbook",), "description_long": ({"file": "texts/backend-engineer.md"},),
    "interview_tone": ("professional",), "interview_length": (8,), "max_duration": ("20m", 1200),
    "max_followups": (2,), "questions_random_subset": (0.8,), "interview_attempts": (3,),
    "tags": (["engineering"],),
    "interview_available_till": ("2026-12-31", "2026-12-31T18:00:00Z"), "code": ("ENG-BACKEND",),
    "interview_salary": ("75,000 to 90,000 EUR",),
    "hiring_for_company": ({"name": "Acme", "sector": "Retail"},),
    "questions": ([{"external_id": "incident", "question": "Tell us about an incident.", "duration": "3m"}],),
    "candidate_expectations_json": ({"weak": ["Names a cause"], "strong": ["Says what was changed"]},),
    "custom_scoring": ({"max_score": 100, "early_stop": False},),
    "pdf_export_auto_config": ({"template": "one_pager", "transcript": True},),
})  # fmt: skip

QUESTION_HELP: Mapping[str, str] = MappingProxyType({
    "external_id": "Your name for the question: it is found again by it when it is reworded.",
    "question": "What is asked. May come from a file.",
    "duration": "Time for the answer: `3m`, `90s`, or seconds.",
    "label": "A short title for reports.",
    "mojito_language_code": "Another language for this one question.",
    "is_conditional": "Asked on a condition only; goes with conditional_question_main_id.",
    "conditional_question_main_id": "The external_id of the earlier question that it follows up.",
    "is_without_scoring": "Asked and not scored.",
    "is_candidate_asking_recruiter": "The candidate asks, the recruiter answers later.",
    "is_expert": "A question for listening to an expert.",
    "is_multiple_choice": "Answered by choosing.",
    "question_alternatives": "Other wordings of the question.",
    "knowledge_base_id": "The knowledge base behind this question, by its id.",
    "external_data": "Anything of yours, stored with the question.",
    "candidate_expectations_json": "The rubric of this question.",
})  # fmt: skip

MANAGE_HELP: Mapping[str, str] = MappingProxyType({
    "protect": "Refuse to retire or replace this interview.",
    "on_remove": "What happens to the interview when this file goes.",
    "ignore": "Fields that may be edited freely in the admin.",
    "unset": "Inherited fields to give back to the account.",
    "moved_from": "The key that this definition had before.",
    "off": "Warnings that are switched off here, each with the reason.",
})  # fmt: skip
"""The settings of the block `manage`; nothing of it is sent."""
