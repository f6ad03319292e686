"""Patients: what is read, and how what cannot be used is refused."""

from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest

from osteo_asp import Guideline, InputError
from osteo_asp.messages import LANGUAGES
from osteo_asp.vocabulary.patient import LIMIT, assignments, read_record

REFUSED = {
    "a word for a number": ({"age": "78"}, ["age", "'78'", "a number from 18 to 120 years"]),
    "a yes for a number": ({"age": True}, ["age", "true", "a number"]),
    "a number for a yes": ({"reflux": 1}, ["reflux", "1", "true or false"]),
    "a word for a yes": ({"reflux": "yes"}, ["reflux", "'yes'", "true or false"]),
    "a number for a word": ({"sex": 1}, ["sex", "1", "one of female, male"]),
    "a word that is none": ({"sex": "femal"}, ["sex", "femal", "did you mean 'female'"]),
    "a drug that is none": ({"current_drug": "alendronat"}, ["current_drug", "did you mean 'alendronate'"]),
    "a value that tries to be code": ({"current_drug": "alendronate). bad(x"}, ["current_drug", "one of none, alendronate"]),
    "a name that tries to be code": ({"age). bad(x": 3}, ["age). bad(x", "not a fact"]),
    "below the range": ({"age": 17.9}, ["age", "17.9", "out of range", "18 to 120"]),
    "above the range": ({"egfr": 250.01}, ["egfr", "250.01", "0 to 250"]),
    "not a number": ({"egfr": math.nan}, ["egfr", "nan"]),
    "infinity": ({"egfr": math.inf}, ["egfr", "inf"]),
    "a decimal that is not a number": ({"egfr": Decimal("NaN")}, ["egfr", "NaN"]),
    "a signalling one": ({"egfr": Decimal("sNaN")}, ["egfr", "sNaN"]),
    "minus infinity": ({"egfr": Decimal("-Infinity")}, ["egfr", "-Infinity"]),
    "an enormous number": ({"egfr": Decimal("1e999999999")}, ["egfr", "out of range"]),
    "half a fracture": ({"hip_fractures": 0.5}, ["hip_fractures", "0.5", "not a whole number"]),
    "a list": ({"egfr": [60]}, ["egfr", "[…]"]),
    "a record in a record": ({"egfr": {"value": 60}}, ["egfr", "{…}"]),
    "bytes": ({"sex": b"female"}, ["sex", "female"]),
    "an unknown name": ({"efgr": 60}, ["efgr", "did you mean 'egfr'"]),
    "a name like no other": ({"zzzzqqq": 60}, ["zzzzqqq", "not a fact"]),
    "a treatment fact without a drug": ({"treatment_months": 3}, ["treatment_months", "3", "current_drug"]),
    "a treatment fact that is no": ({"fracture_on_treatment": False}, ["fracture_on_treatment", "current_drug"]),
    "a treatment fact with the drug none": ({"t_score_change": 0, "current_drug": "none"}, ["t_score_change", "current_drug"]),
    "a stop of nothing": ({"stop_planned": True}, ["stop_planned", "true", "current_drug"]),
    "breast cancer without cancer": ({"breast_cancer": True, "cancer": False},
                                     ["cancer=false, breast_cancer=true cannot", "breast cancer is a cancer"]),
    "the same among other facts": ({"age": 71.5, "t_score": -2.7, "egfr": 33.3, "sex": "female", "reflux": True,
                                    "breast_cancer": True, "cancer": False},
                                   ["cancer=false, breast_cancer=true cannot", "breast cancer is a cancer"]),
    "an enormous whole number": ({"egfr": 10**6000}, ["egfr", "out of range"]),
    "something with items": ({"egfr": type("T", (), {"item": lambda self: 1 / 0})}, ["egfr"]),
    "a long name": ({"x" * 9999: 1}, ["xxx", "not a fact"]),
    "a name that is no text": ({3: 1}, ["3", "not a fact"]),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_it_is_refused_in_one_sentence(guideline: Guideline, name: str):
    record, words = REFUSED[name]
    with pytest.raises(InputError) as refused:
        guideline.advise(record)
    for language in LANGUAGES:
        sentence = refused.value.message(language)
        assert "\n" not in sentence
    for word in words:
        assert word in str(refused.value)
    assert refused.value.message("nb") != refused.value.message("en")


def test_what_is_not_recorded(guideline: Guideline):
    nothing = dict.fromkeys(guideline.vocabulary.facts)
    assert guideline.advise(nothing).to_dict() == guideline.advise({}).to_dict()
    assert guideline.advise({"stop_planned": False}).indicated == "unknown"


def test_numbers_are_taken_exactly(guideline: Guideline):
    def status(value: object) -> str:
        return guideline.advise({"t_score": value}).indications[0].status

    assert status(-2.5) == status(Decimal("-2.50")) == status(Decimal("-2.5000")) == "yes"
    assert status(Decimal("-2.4999999999999999999999999999999999999999999")) == "no"
    assert status(Decimal("-2.5000000000000000000000000000000000000000001")) == "yes"
    assert guideline.advise({"hip_fractures": 1.0}).indicated == "yes"
    assert guideline.advise({"prednisolone_mg_per_day": Decimal("1e-999999")}).indicated == "unknown"


def test_numpy_scalars_are_numbers(guideline: Guideline):
    numpy = pytest.importorskip("numpy")
    record = {"t_score": numpy.float64(-2.5), "hip_fractures": numpy.int64(0), "reflux": numpy.bool_(True)}
    assert guideline.advise(record).to_dict()["patient"] == {"t_score": -2.5, "hip_fractures": 0, "reflux": True}


def test_the_patient_in_the_answer_is_the_recorded_one(guideline: Guideline):
    record = {"age": 78, "t_score": Decimal("-2.45"), "sex": "female", "reflux": False}
    assert guideline.advise(record).to_dict()["patient"] == {
        "age": 78,
        "t_score": -2.45,
        "sex": "female",
        "reflux": False,
    }
    long = {"t_score": Decimal("-2.49999999999999999999999")}
    assert guideline.advise(long).to_dict()["patient"] == {"t_score": "-2.49999999999999999999999"}


class TestAssumedAbsent:
    def test_yes_no_facts_counts_and_prednisolone(self, guideline: Guideline):
        assumed = guideline.advise({}, assume_absent=True).to_dict()["assumed"]
        never = {"sex", "age", "t_score", "frax_major", "egfr", "treatment_months", "t_score_change",
                 "fracture_on_treatment", "severe_osteoporosis", "poor_adherence", "current_drug", "stop_planned"}  # fmt: skip
        assert set(assumed) == set(guideline.vocabulary.facts) - never
        assert set(map(str, assumed.values())) == {"False", "0"}

    def test_treatment_facts_only_on_a_drug(self, guideline: Guideline):
        assumed = guideline.advise({"current_drug": "serm"}, assume_absent=True).to_dict()["assumed"]
        assert assumed["fracture_on_treatment"] is False
        assert not {"treatment_months", "t_score_change"} & set(assumed)

    def test_not_the_months_of_a_recorded_dose(self, guideline: Guideline):
        advice = guideline.advise({"prednisolone_mg_per_day": 5, "t_score": -2}, assume_absent=True)
        assert "prednisolone_months" not in advice.to_dict()["assumed"]
        assert advice.indicated == "unknown"
        none = guideline.advise({"prednisolone_mg_per_day": 0, "t_score": -2}, assume_absent=True)
        assert none.to_dict()["assumed"]["prednisolone_months"] == 0

    def test_not_the_dose_of_recorded_months(self, guideline: Guideline):
        advice = guideline.advise({"prednisolone_months": 6}, assume_absent=True)
        assert "prednisolone_mg_per_day" not in advice.to_dict()["assumed"]

    def test_not_what_a_recorded_fact_settles(self, guideline: Guideline):
        with_breast_cancer = guideline.advise({"breast_cancer": True}, assume_absent=True).to_dict()
        assert "cancer" not in with_breast_cancer["assumed"]
        without_cancer = guideline.advise({"cancer": False}, assume_absent=True).to_dict()
        assert "breast_cancer" not in without_cancer["assumed"]


def test_threads_take_turns(guideline: Guideline):
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda age: guideline.advise({"age": age, "t_score": -2.6}).to_dict(), range(20, 60)))
    assert [answer["patient"]["age"] for answer in answers] == list(range(20, 60))
    assert answers[0] == guideline.advise({"age": 20, "t_score": -2.6}).to_dict()


class TestReadings:
    def test_what_is_no_mapping_is_refused(self, guideline: Guideline):
        with pytest.raises(InputError, match="mapping of questions"):
            guideline.advise({}, readings=["x"])  # type: ignore[arg-type]

    @pytest.mark.parametrize(
        ("readings", "words"),
        [
            ({"gc_brackets": "inner"}, ["gc_brackets", "did you mean 'gc_bracket'", "the questions are"]),
            ({"gc_bracket": "outr"}, ["gc_bracket", "'outr'", "did you mean 'outer'", "one of inner, outer"]),
            ({"several_risk_factors": 4}, ["several_risk_factors", "'4'", "one of 2, 3"]),
        ],
    )
    def test_what_does_not_exist_is_refused(self, guideline: Guideline, readings, words):
        with pytest.raises(InputError) as refused:
            guideline.advise({}, readings=readings)
        for word in words:
            assert word in str(refused.value)

    def test_a_number_may_be_given_as_a_number(self, guideline: Guideline):
        assert guideline.advise({}, readings={"several_risk_factors": 3}).readings["several_risk_factors"] == "3"

    def test_a_language_that_is_not_spoken(self, guideline: Guideline):
        with pytest.raises(InputError, match="'de' is not a language"):
            guideline.advise({}, lang="de")  # type: ignore[arg-type]


class TestFiles:
    def test_json_and_toml_are_exact(self, tmp_path):
        (tmp_path / "p.json").write_text('\ufeff{"t_score": -2.50000000000000000000000001, "reflux": null}', "utf-8")
        assert read_record(str(tmp_path / "p.json")) == {
            "t_score": Decimal("-2.50000000000000000000000001"),
            "reflux": None,
        }
        (tmp_path / "p.toml").write_text("t_score = -2.50\nreflux = true\n")
        assert read_record(str(tmp_path / "p.toml")) == {"t_score": Decimal("-2.50"), "reflux": True}

    @pytest.mark.parametrize(
        ("name", "content", "words"),
        [
            ("p.json", b'{"age": 1, "age": 2}', "age: given twice"),
            ("p.toml", b"age = 1\nage = 2", "age: given twice"),
            ("p.toml", b"age = ", "not valid TOML"),
            ("p.json", b"{", "not valid JSON"),
            ("p.json", b"", "not valid JSON"),
            ("p.json", b"[1]", "flat record"),
            ("p.json", b"3", "flat record"),
            ("p.json", b"\xff\xfe", "not valid JSON"),
            ("p.json", b"[" * 100_000, "not valid JSON"),
            ("p.json", b'{"age": ' + b"9" * 6000 + b"}", "out of range"),
            ("p.json", b'{"age": 1e99999999999999999999}', "not valid JSON"),
            ("p.json", b'{"age": NaN}', "age"),
            ("p.json", b'{"age": Infinity}', "age"),
            ("p.toml", b"age = nan", "age"),
            ("p.toml", b"age = 2020-01-01", "age"),
            ("p.json", b" " * (LIMIT + 1), "larger than"),
            ("p.txt", b"{}", "must end in .json or .toml"),
        ],
    )
    def test_what_cannot_be_read_is_refused(self, guideline: Guideline, tmp_path, name, content, words):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(InputError, match=words) as refused:
            guideline.advise(read_record(str(tmp_path / name)))
        assert len(str(refused.value)) < 400

    def test_what_is_not_there(self, tmp_path):
        for path in (tmp_path / "none.json", tmp_path / "folder.json"):
            if path.stem == "folder":
                path.mkdir()
            with pytest.raises(InputError, match="cannot be read"):
                read_record(str(path))


class TestAssignments:
    @pytest.mark.parametrize(
        ("written", "value"),
        [("yes", True), ("Ja", True), ("TRUE", True), ("1", True), ("no", False), ("NEI", False), ("false", False), ("0", False)],
    )  # fmt: skip
    def test_yes_and_no(self, guideline: Guideline, written, value):
        assert assignments(guideline.vocabulary, [f"reflux={written}"]) == {"reflux": value}

    @pytest.mark.parametrize("written", ["-2.5", "-2.50", "-25e-1", " -2.5 "])
    def test_numbers(self, guideline: Guideline, written):
        assert assignments(guideline.vocabulary, [f"t_score={written}"])["t_score"] == Decimal("-2.5")

    @pytest.mark.parametrize("written", ["-2,5", "−2.5", "2_5", "nan", "inf", "0x1", "٣", "1e", "two", "--1"])
    def test_what_is_no_number(self, guideline: Guideline, written):
        with pytest.raises(InputError, match="t_score"):
            assignments(guideline.vocabulary, [f"t_score={written}"])

    def test_nothing_is_not_recorded(self, guideline: Guideline):
        assert assignments(guideline.vocabulary, ["egfr="]) == {"egfr": None}

    @pytest.mark.parametrize(
        ("pairs", "words"),
        [
            (["egfr"], "name=value"),
            (["egfr=3", "egfr=4"], "given twice"),
            (["efgr=3"], "did you mean 'egfr'"),
            (["reflux=perhaps"], "yes or no"),
        ],
    )
    def test_what_is_refused(self, guideline: Guideline, pairs, words):
        with pytest.raises(InputError, match=words):
            assignments(guideline.vocabulary, pairs)
