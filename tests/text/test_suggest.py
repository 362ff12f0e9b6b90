from sfn_notebook.text.suggest import closest, did_you_mean


def test_the_nearest_name_is_suggested() -> None:
    assert did_you_mean("Chek", ["Start", "Check"]) == 'did you mean "Check"?'


def test_letter_case_does_not_matter() -> None:
    assert closest("timeoutseconds", ["TimeoutSeconds", "TimeoutSecondsPath"]) == "TimeoutSeconds"


def test_nothing_is_suggested_where_nothing_is_near() -> None:
    assert did_you_mean("Zzz", ["Check", "Start"]) is None
