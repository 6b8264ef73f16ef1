#!/usr/bin/env python3
"""Proves what no timetable of a .fet file can cost less than, with CP-SAT of OR-Tools (`pip install ortools`).

  bounds.py FILE ASSIGNMENT [--seconds N] [--only OWNER]

ASSIGNMENT is the table that `junheng timetable solve` writes. The wishes are parted by the first teacher of their lessons, or by whose hours they
limit. For each part that costs something in the assignment, a timetable is looked for that keeps all that must hold and costs less in this part; where there is
none, what it costs is a bound, and the bounds of the parts add up. A question that stays open for N seconds is put again for less. Rules that the model
does not know are named and left out, and so is all about rooms but who needs the same one; what is proved without them holds with them.
"""
import argparse, collections, csv, math
import xml.etree.ElementTree as ET

from ortools.sat.python import cp_model

MUST = 100.0


class School:
    """What is taught, in whose week, and when it may begin at all."""

    def __init__(self, path):
        self.root = ET.parse(path).getroot()
        names = lambda items: [item.findtext("Name") or item.text for item in items]
        self.days = names(self.root.findall("Days_List/Day") or self.root.findall("Days_List/Name"))
        self.hours = names(self.root.findall("Hours_List/Hour") or self.root.findall("Hours_List/Name"))
        self.atoms = collections.defaultdict(set)
        for year in self.root.find("Students_List"):
            self.divide(year, [])
        self.lessons = {}
        for lesson in self.root.find("Activities_List"):
            if lesson.findtext("Active") != "false":
                groups = [group.text for group in lesson.findall("Students")]
                self.lessons[lesson.findtext("Id")] = {
                    "teachers": [teacher.text for teacher in lesson.findall("Teacher")], "groups": groups,
                    "atoms": set().union(*(self.atoms[group] for group in groups)), "subject": lesson.findtext("Subject"),
                    "tags": [tag.text for tag in lesson.findall("Activity_Tag")], "length": int(lesson.findtext("Duration"))}
        self.people = collections.defaultdict(list)
        for number, lesson in self.lessons.items():
            for person in [("teacher", name) for name in lesson["teachers"]] + [("atom", name) for name in lesson["atoms"]]:
                self.people[person].append(number)
        self.blocked = collections.defaultdict(set)
        for rule in self.rules("Time"):
            if rule.tag == "ConstraintBreakTimes":
                self.blocked["everybody"] |= self.slots(rule, "Break_Time")
            elif rule.tag == "ConstraintTeacherNotAvailableTimes":
                self.blocked["teacher", rule.findtext("Teacher")] |= self.slots(rule, "Not_Available_Time")
            elif rule.tag == "ConstraintStudentsSetNotAvailableTimes":
                for atom in self.atoms[rule.findtext("Students")]:
                    self.blocked["atom", atom] |= self.slots(rule, "Not_Available_Time")

    def divide(self, group, above):
        parts = group.findall("Group") + group.findall("Subgroup")
        for part in parts:
            self.divide(part, above + [group.findtext("Name")])
        if not parts:
            for name in above + [group.findtext("Name")]:
                self.atoms[name].add(group.findtext("Name"))

    def rules(self, kind):
        return [rule for rule in self.root.find(f"{kind}_Constraints_List") if rule.findtext("Active") != "false"]

    def slots(self, rule, tag):
        return {(self.days.index(slot[0].text), self.hours.index(slot[1].text)) for slot in rule.findall(tag)}

    def closed(self, person):
        return self.blocked["everybody"] | self.blocked[person]

    def those(self, rule):
        """The people whom a rule about teachers or students means."""
        named = rule.findtext("Teacher_Name") or rule.findtext("Teacher")
        if "Teacher" in rule.tag:
            return [person for person in self.people if person[0] == "teacher" and named in (None, person[1])]
        group = rule.findtext("Students")
        return [person for person in self.people if person[0] == "atom" and (group is None or person[1] in self.atoms[group])]

    def selected(self, rule):
        """The lessons that a rule means by what they are. A group means its own lessons alone: fewer than FET means, so that less is asked for."""
        if rule.find("Activity_Id") is not None:
            return [number for number in (item.text for item in rule.findall("Activity_Id")) if number in self.lessons]
        asked = {key: rule.findtext(f"{name}_Name") or rule.findtext(name) for key, name in
                 (("teachers", "Teacher"), ("groups", "Students"), ("subject", "Subject"), ("tags", "Activity_Tag"), ("length", "Duration"))}
        fits = lambda lesson: all(not wanted or wanted == str(lesson[key]) or isinstance(lesson[key], list) and wanted in lesson[key]
                                  for key, wanted in asked.items())
        return [number for number, lesson in self.lessons.items() if fits(lesson)]


class Model:
    """The rules of a school as CP-SAT has them, and its wishes by owner."""

    def __init__(self, school):
        self.school, self.cp = school, cp_model.CpModel()
        self.wishes, self.left_out = collections.defaultdict(list), collections.Counter()
        self.day_range, self.hour_range = range(len(school.days)), range(len(school.hours))
        self.at, wished = self.starts()
        for number, starts in self.at.items():
            self.cp.add_exactly_one(starts.values())
        for number, slots, weight in wished:
            for start, here in self.at[number].items():
                if start not in slots:
                    self.wish(self.owner(number), here, weight)
        for mine in {tuple(sorted(mine)) for mine in school.people.values()}:
            self.never_at_once(mine)
        self.known, self.limits = {}, collections.defaultdict(list)
        for rule in school.rules("Time"):
            self.add(rule, rule.tag.removeprefix("Constraint"), float(rule.findtext("Weight_Percentage")))
        room = collections.defaultdict(int)
        for (person, day), limits in self.limits.items():
            room[person] += self.limit(person, day, sorted(limits, key=lambda limit: limit[0]))
        for person, week in room.items():
            self.cp.add(week >= sum(school.lessons[number]["length"] for number in school.people[person]))
        self.share_rooms()

    def starts(self):
        school, allowed, wished = self.school, {}, []
        for number, lesson in school.lessons.items():
            people = [("teacher", name) for name in lesson["teachers"]] + [("atom", name) for name in lesson["atoms"]]
            closed = school.blocked["everybody"].union(*(school.blocked[person] for person in people))
            allowed[number] = {(day, hour) for day in self.day_range for hour in range(len(school.hours) - lesson["length"] + 1)
                               if not any((day, hour + more) in closed for more in range(lesson["length"]))}
        for rule in school.rules("Time"):
            if not ("Preferred" in rule.tag and ("Activity" in rule.tag or "Activities" in rule.tag)):
                continue
            weight = float(rule.findtext("Weight_Percentage"))
            for number in school.selected(rule):
                slots = self.preferred(rule, school.lessons[number]["length"])
                if weight == MUST:
                    allowed[number] &= slots
                else:
                    wished.append((number, slots, weight))
        variables = {number: {start: self.cp.new_bool_var("") for start in sorted(starts)} for number, starts in allowed.items()}
        return variables, wished

    def preferred(self, rule, length):
        school = self.school
        if rule.find("Preferred_Time_Slot") is not None:
            slots = school.slots(rule, "Preferred_Time_Slot")
            return {(day, hour) for day, hour in slots if all((day, hour + more) in slots for more in range(length))}
        if rule.find("Preferred_Starting_Time") is not None:
            return school.slots(rule, "Preferred_Starting_Time")
        day, hour = (rule.findtext(f"Preferred_{name}") or rule.findtext(name) for name in ("Day", "Hour"))
        return {(school.days.index(day), at) for at in self.hour_range if hour in (None, "", school.hours[at])}

    def owner(self, number):
        return next(iter(self.school.lessons[number]["teachers"]), None)

    def wish(self, owner, broken, weight):
        self.wishes[owner].append((broken, weight))

    def broken(self, owner, weight):
        """A variable that is 1 where a rule is broken, which one that must hold never is."""
        broken = self.cp.new_bool_var("")
        if weight == MUST:
            self.cp.add(broken == 0)
        else:
            self.wish(owner, broken, weight)
        return broken

    def covering(self, number, day, hour):
        starts = ((day, hour - before) for before in range(self.school.lessons[number]["length"]))
        return [self.at[number][start] for start in starts if start in self.at[number]]

    def never_at_once(self, numbers):
        for day in self.day_range:
            for hour in self.hour_range:
                self.cp.add_at_most_one(here for number in numbers for here in self.covering(number, day, hour))

    def once(self, key, make):
        if key not in self.known:
            self.known[key] = make()
        return self.known[key]

    def on_day(self, number, day):
        def make():
            here = self.cp.new_bool_var("")
            self.cp.add(here == sum(at for start, at in self.at[number].items() if start[0] == day))
            return here
        return self.once(("day", number, day), make)

    def busy(self, person, day):
        """By period, whether somebody has a lesson."""
        def make():
            periods = [self.cp.new_bool_var("") for _ in self.hour_range]
            for hour, busy in enumerate(periods):
                self.cp.add(busy == sum(here for number in self.school.people[person] for here in self.covering(number, day, hour)))
            return periods
        return self.once(("busy", person, day), make)

    def comes(self, person, day):
        def make():
            comes = self.cp.new_bool_var("")
            self.cp.add_max_equality(comes, self.busy(person, day))
            return comes
        return self.once(("comes", person, day), make)

    def load(self, person, day):
        lengths = ((number, self.school.lessons[number]["length"]) for number in self.school.people[person])
        return sum(length * here for number, length in lengths for start, here in self.at[number].items() if start[0] == day)

    def add(self, rule, family, weight):
        must, number = weight == MUST, lambda name: int(rule.findtext(name))
        if family == "MinDaysBetweenActivities":
            consecutive = rule.findtext("Consecutive_If_Same_Day") in ("true", "yes")
            self.days_between(self.school.selected(rule), number("MinDays"), weight, consecutive)
        elif family in ("TeacherMaxHoursDaily", "TeachersMaxHoursDaily") or must and family in ("StudentsMaxHoursDaily", "StudentsSetMaxHoursDaily"):
            for person in self.school.those(rule):
                for day in self.day_range:
                    self.limits[person, day].append((number("Maximum_Hours_Daily"), self.broken(person[1], weight)))
        elif must and family in ("TeacherMinHoursDaily", "TeachersMinHoursDaily", "StudentsSetMinHoursDaily"):
            for person in self.school.those(rule):
                for day in self.day_range:
                    self.cp.add(self.load(person, day) >= number("Minimum_Hours_Daily") * self.comes(person, day))
        elif must and family in ("TeacherMaxDaysPerWeek", "TeachersMaxDaysPerWeek"):
            for person in self.school.those(rule):
                self.cp.add(sum(self.comes(person, day) for day in self.day_range) <= number("Max_Days_Per_Week"))
        elif must and family in ("TeacherMaxGapsPerWeek", "TeachersMaxGapsPerWeek", "StudentsMaxGapsPerWeek", "StudentsSetMaxGapsPerWeek"):
            for person in self.school.those(rule):
                gaps = self.once(("gaps", person), lambda: self.gaps(person))
                self.cp.add(sum(gaps) <= number("Max_Gaps"))
        elif must and family in ("StudentsEarlyMaxBeginningsAtSecondHour", "StudentsSetEarlyMaxBeginningsAtSecondHour"):
            for person in self.school.those(rule):
                self.begins_early(person, number("Max_Beginnings_At_Second_Hour"))
        elif must and family == "ActivitiesNotOverlapping":
            self.never_at_once(self.school.selected(rule))
        elif family == "TwoActivitiesConsecutive":
            first, second = (rule.findtext(f"{which}_Activity_Id") for which in ("First", "Second"))
            parted = self.broken(self.owner(first), weight)
            for (day, hour), here in self.at[first].items():
                self.cp.add(here <= self.at[second].get((day, hour + self.school.lessons[first]["length"]), 0) + parted)
        elif not any(known in family for known in ("Preferred", "NotAvailable", "BreakTimes", "BasicCompulsory")):
            self.left_out[family, weight] += 1

    def limit(self, person, day, limits):
        """Periods beyond a limit break it, and beyond the next that one too: how many there is room for. That the days have room for all follows
        from the rest, and helps the proof."""
        hours = len(self.hour_range) - sum(at == day for at, _ in self.school.closed(person))
        room = min(hours, limits[0][0])
        for (most, over), following in zip(limits, [most for most, _ in limits[1:]] + [hours]):
            self.cp.add(self.load(person, day) <= most + hours * over)
            room += max(min(following, hours) - most, 0) * over
        return room

    def days_between(self, numbers, apart, weight, consecutive):
        """For each two lessons a wish for each day that is missing between them."""
        same_day = []
        for at, one in enumerate(numbers):
            for other in numbers[:at]:
                for near in range(apart):
                    missing = self.broken(self.owner(numbers[0]), weight)
                    if near == 0:
                        same_day.append(missing)
                    for day in self.day_range:
                        reach = range(max(0, day - near), min(len(self.day_range), day + near + 1))
                        self.cp.add(missing >= self.on_day(one, day) + sum(self.on_day(other, there) for there in reach) - 1)
                if consecutive:
                    self.touch(one, other)
        # What follows from the rest, and helps the proof: so many lessons more than one on a day are so many pairs at least.
        if len(numbers) > 2 and same_day:
            beyond = [self.cp.new_int_var(0, len(numbers), "") for _ in self.day_range]
            for day, more in enumerate(beyond):
                self.cp.add(more >= sum(self.on_day(number, day) for number in numbers) - 1)
            self.cp.add(sum(same_day) >= sum(beyond))

    def touch(self, one, other):
        lengths = [self.school.lessons[number]["length"] for number in (one, other)]
        for (day, hour), here in self.at[one].items():
            parted = [there for (that, begin), there in self.at[other].items()
                      if that == day and begin != hour + lengths[0] and begin + lengths[1] != hour]
            self.cp.add(here + sum(parted) <= 1)

    def gaps(self, person):
        gaps, closed = [], self.school.closed(person)
        for day in self.day_range:
            busy = self.busy(person, day)
            before, after = ([self.cp.new_bool_var("") for _ in self.hour_range] for _ in range(2))
            for hour in self.hour_range:
                self.cp.add_max_equality(before[hour], busy[:hour + 1])
                self.cp.add_max_equality(after[hour], busy[hour:])
            for hour in self.hour_range[1:-1]:
                if (day, hour) not in closed:
                    gap = self.cp.new_bool_var("")
                    self.cp.add(gap >= before[hour - 1] + after[hour + 1] - busy[hour] - 1)
                    gaps.append(gap)
        return gaps

    def begins_early(self, person, most_late):
        late_days, closed = [], self.school.closed(person)
        for day in self.day_range:
            open_hours = [hour for hour in self.hour_range if (day, hour) not in closed][:2]
            if open_hours:
                busy, late = self.busy(person, day), self.cp.new_bool_var("")
                self.cp.add(late >= self.comes(person, day) - busy[open_hours[0]])
                self.cp.add(sum(busy[hour] for hour in open_hours) >= self.comes(person, day))
                late_days.append(late)
        self.cp.add(sum(late_days) <= most_late)

    def share_rooms(self):
        users = collections.defaultdict(set)
        for rule in self.school.rules("Space"):
            if rule.tag.endswith("PreferredRoom") and float(rule.findtext("Weight_Percentage")) == MUST:
                users[rule.findtext("Room")].update(self.school.selected(rule))
        for numbers in users.values():
            self.never_at_once(numbers)


HUNDREDTHS = 100
FOUND = (cp_model.OPTIMAL, cp_model.FEASIBLE)


def total(wishes):
    return sum(round(weight * HUNDREDTHS) * broken for broken, weight in wishes)


def answered(cp, seconds):
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds, solver.parameters.num_workers = seconds, 1
    return solver, solver.solve(cp)


def at_least(model, wishes, cost, seconds):
    """What some wishes cost at least, of which a timetable is known that breaks them for `cost`."""
    cp, part = asked_of(model, wishes)
    cp.minimize(part)
    solver, status = answered(cp, seconds)
    least = math.ceil(solver.best_objective_bound - 1e-6)
    ask = min(cost, round(solver.objective_value)) if status in FOUND else cost
    while ask > least:
        cp, part = asked_of(model, wishes)
        cp.add(part <= ask - 1)
        solver, status = answered(cp, seconds)
        if status == cp_model.INFEASIBLE:
            return ask
        ask = solver.value(part) if status in FOUND else (ask + least) // 2
    return least


def asked_of(model, wishes):
    """A copy of the model, and what some wishes cost in it."""
    cp = model.cp.clone()
    return cp, total([(cp.get_bool_var_from_proto_index(broken.index), weight) for broken, weight in wishes])


def main():
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("file")
    asked.add_argument("assignment")
    asked.add_argument("--seconds", type=float, default=100)
    asked.add_argument("--only", help="only the part of this owner")
    args = asked.parse_args()
    model = Model(School(args.file))
    print("left out:", dict(model.left_out) or "nothing")
    laid = {row[0]: (int(row[1]), int(row[2])) for row in csv.reader(open(args.assignment))}
    held = model.cp.clone()
    for number, starts in model.at.items():
        for start, here in starts.items():
            model.cp.add_hint(here, start == laid[number])
            held.add(held.get_bool_var_from_proto_index(here.index) == (start == laid[number]))
    held.minimize(sum(total([(held.get_bool_var_from_proto_index(broken.index), weight) for broken, weight in wishes])
                      for wishes in model.wishes.values()))
    solver, status = answered(held, args.seconds)
    assert status == cp_model.OPTIMAL, "the model does not allow this assignment"
    costs = {owner: sum(round(weight * HUNDREDTHS) * solver.value(held.get_bool_var_from_proto_index(broken.index)) for broken, weight in wishes)
             for owner, wishes in model.wishes.items()}
    if args.only:
        costs = {args.only: costs[args.only]}
    bound = 0
    for owner, cost in sorted(costs.items(), key=lambda part: -part[1]):
        least = at_least(model, model.wishes[owner], cost, args.seconds) if cost else 0
        bound += least
        if cost:
            print(f"{owner}: costs {cost / 1e4:.4g}, at least {least / 1e4:.4g}", flush=True)
    print(f"costs {sum(costs.values()) / 1e4:.6g}, at least {bound / 1e4:.6g}")


if __name__ == "__main__":
    main()
