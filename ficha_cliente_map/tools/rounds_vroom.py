"""The same question asked of VROOM, where ``pyvroom`` is installed. No database."""

from datetime import timedelta

try:
    import vroom
except ImportError:  # it is optional: README
    vroom = None

# VROOM counts in whole numbers
SECONDS = 60
METRES = 1000


def available():
    """Whether VROOM is there to be asked."""
    return vroom is not None


def solve(question, seconds=1.5, threads=1):
    """What VROOM makes of a question. Ours answers what it refuses: nobody to visit,
    or meetings that leave no time for lunch.

    :param question: :class:`~.rounds.Rounds`
    :param float seconds: after which it answers with what it has
    :return: :class:`~.rounds.Plan`, which says whose it is
    """
    if not question.stops:
        return question.solve(seconds)
    try:
        return _ask(question, seconds, threads)
    except vroom._vroom.VroomInputException:
        return question.solve(seconds)


def _ask(question, seconds, threads):
    """As :func:`solve`. VROOM eats at other moments than we do; a stop that does not
    fit into its day then is put where it fits, or stays out.

    :raise VroomInputException: it does not take such a question
    """
    problem = vroom.Input()
    scaled = [[round(m * SECONDS) for m in row] for row in question.minutes]
    problem.set_durations_matrix(profile="car", matrix_input=scaled)
    costs = [[round(km * METRES) for km in row] for row in question.km]
    problem.set_costs_matrix(profile="car", matrix_input=costs)
    limited = any(day.capacity != float("inf") for day in question.days)
    # a choice of days is a skill that those days have
    choices = dict.fromkeys(stop.days for stop in question.stops if stop.days)
    skills = {chosen: number for number, chosen in enumerate(choices, 1)}
    for number, day in enumerate(question.days):
        spans = [
            (since, since, until - since) for since, until in _within(day, day.blocked)
        ]
        breaks = [
            vroom.Break(
                which,
                time_windows=[_window(since, until)],
                service=round(minutes * SECONDS),
            )
            for which, (since, until, minutes) in enumerate(
                [*spans, *([day.lunch] if day.lunch else [])], 1
            )
        ]
        problem.add_vehicle(
            vroom.Vehicle(
                number + 1,
                start=day.start,
                end=day.end,
                profile="car",
                time_window=_window(day.opens, day.closes),
                breaks=breaks,
                skills={n for chosen, n in skills.items() if day.key in chosen},
                **({"capacity": [round(day.capacity)]} if limited else {}),
            )
        )
    top = max((stop.priority for stop in question.stops), default=1) or 1
    for number, stop in enumerate(question.stops):
        problem.add_job(
            vroom.Job(
                number + 1,
                location=stop.place,
                default_service=round(stop.service * SECONDS),
                priority=100 if stop.must else round(90 * stop.priority / top),
                skills={skills[stop.days]} if stop.days else set(),
                time_windows=[_window(*window) for window in stop.windows],
                **({"delivery": [round(stop.load)]} if limited else {}),
            )
        )
    solution = problem.solve(
        exploration_level=3,
        nb_threads=threads,
        timeout=timedelta(seconds=seconds),
    )
    routes = [[] for _day in question.days]
    for row in solution.routes.to_dict("records"):
        if row["type"] == "job":
            which, number = int(row["vehicle_id"]) - 1, int(row["id"]) - 1
            tried = [*routes[which], number]
            if question.walk(question.days[which], tried):
                routes[which] = tried
    inside = {number for route in routes for number in route}
    left = [n for n in range(len(question.stops)) if n not in inside]
    left = question.insert(routes, left)
    question.two_opt(routes)
    return question.plan(routes, left, solver="vroom")


def _within(day, spans):
    """What of some spans is within the hours of a day: VROOM takes no others."""
    for since, until in spans:
        since, until = max(since, day.opens), min(until, day.closes)
        if since < until:
            yield since, until


def _window(since, until):
    return vroom.TimeWindow(round(since * SECONDS), round(until * SECONDS))
