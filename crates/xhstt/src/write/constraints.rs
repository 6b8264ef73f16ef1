//! The sixteen kinds of constraints as elements.

use super::pen::Pen;
use crate::model::{Constraint, CostFunction, Instance, Limits, Rule, Selection};

pub(super) fn constraint(pen: &mut Pen, instance: &Instance, constraint: &Constraint) {
    let function = match constraint.cost_function {
        CostFunction::Linear => "Linear",
        CostFunction::Quadratic => "Quadratic",
        CostFunction::Step => "Step",
        CostFunction::SumSquares => "SumSquares",
        CostFunction::SumSteps => "SumSteps",
    };
    let tag = format!("{}Constraint", constraint.rule.kind());
    pen.inside(&tag, Some(&constraint.id), |pen| {
        pen.leaf("Name", &constraint.name);
        pen.leaf("Required", if constraint.required { "true" } else { "false" });
        pen.leaf("Weight", &constraint.weight.to_string());
        pen.leaf("CostFunction", function);
        pen.inside("AppliesTo", None, |pen| applies_to(pen, instance, &constraint.rule));
        asked(pen, instance, &constraint.rule);
    });
}

fn applies_to(pen: &mut Pen, instance: &Instance, rule: &Rule) {
    match rule {
        Rule::AssignResource { events, .. }
        | Rule::AssignTime { events }
        | Rule::SplitEvents { events, .. }
        | Rule::DistributeSplitEvents { events, .. }
        | Rule::PreferResources { events, .. }
        | Rule::PreferTimes { events, .. } => {
            event_groups(pen, instance, &events.groups);
            pen.list("Events", &events.members, |pen, event| {
                pen.reference("Event", &instance.events[*event].id);
            });
        }
        Rule::AvoidSplitAssignments { groups, .. }
        | Rule::SpreadEvents { groups, .. }
        | Rule::LinkEvents { groups } => event_groups(pen, instance, groups),
        Rule::OrderEvents { pairs } => pen.list("EventPairs", pairs, |pen, pair| {
            pen.inside("EventPair", None, |pen| {
                pen.reference("FirstEvent", &instance.events[pair.first].id);
                pen.reference("SecondEvent", &instance.events[pair.second].id);
                limits(pen, "MinSeparation", "MaxSeparation", pair.separation);
            });
        }),
        Rule::AvoidClashes { resources: selected }
        | Rule::AvoidUnavailableTimes { resources: selected, .. }
        | Rule::LimitIdleTimes { resources: selected, .. }
        | Rule::ClusterBusyTimes { resources: selected, .. }
        | Rule::LimitBusyTimes { resources: selected, .. }
        | Rule::LimitWorkload { resources: selected, .. } => resources(pen, instance, selected),
    }
}

fn asked(pen: &mut Pen, instance: &Instance, rule: &Rule) {
    match rule {
        Rule::AssignResource { role, .. } | Rule::AvoidSplitAssignments { role, .. } => {
            pen.leaf("Role", role)
        }
        Rule::SplitEvents { duration, amount, .. } => {
            limits(pen, "MinimumDuration", "MaximumDuration", *duration);
            limits(pen, "MinimumAmount", "MaximumAmount", *amount);
        }
        Rule::DistributeSplitEvents { duration, amount, .. } => {
            pen.leaf("Duration", &duration.to_string());
            limits(pen, "Minimum", "Maximum", *amount);
        }
        Rule::PreferResources { role, resources: preferred, .. } => {
            resources(pen, instance, preferred);
            pen.leaf("Role", role);
        }
        Rule::PreferTimes { times: preferred, duration, .. } => {
            times(pen, instance, preferred);
            pen.number_if_any("Duration", *duration);
        }
        Rule::AvoidUnavailableTimes { times: avoided, .. } => times(pen, instance, avoided),
        Rule::SpreadEvents { spread, .. } => pen.list("TimeGroups", spread, |pen, one| {
            let id = &instance.time_groups[one.time_group].id;
            pen.inside_reference("TimeGroup", Some(id), |pen| limits(pen, "Minimum", "Maximum", one.limits));
        }),
        Rule::LimitIdleTimes { time_groups, limits: asked, .. }
        | Rule::ClusterBusyTimes { time_groups, limits: asked, .. }
        | Rule::LimitBusyTimes { time_groups, limits: asked, .. } => {
            of_time_groups(pen, instance, time_groups);
            limits(pen, "Minimum", "Maximum", *asked);
        }
        Rule::LimitWorkload { limits: asked, .. } => limits(pen, "Minimum", "Maximum", *asked),
        Rule::AssignTime { .. }
        | Rule::LinkEvents { .. }
        | Rule::OrderEvents { .. }
        | Rule::AvoidClashes { .. } => {}
    }
}

fn limits(pen: &mut Pen, minimum: &str, maximum: &str, limits: Limits) {
    pen.leaf(minimum, &limits.minimum.to_string());
    pen.number_if_any(maximum, limits.maximum);
}

fn event_groups(pen: &mut Pen, instance: &Instance, groups: &[usize]) {
    pen.list("EventGroups", groups, |pen, group| {
        pen.reference("EventGroup", &instance.event_groups[*group].id);
    });
}

fn resources(pen: &mut Pen, instance: &Instance, selection: &Selection) {
    pen.list("ResourceGroups", &selection.groups, |pen, group| {
        pen.reference("ResourceGroup", &instance.resource_groups[*group].id);
    });
    pen.list("Resources", &selection.members, |pen, resource| {
        pen.reference("Resource", &instance.resources[*resource].id);
    });
}

fn times(pen: &mut Pen, instance: &Instance, selection: &Selection) {
    of_time_groups(pen, instance, &selection.groups);
    pen.list("Times", &selection.members, |pen, time| pen.reference("Time", &instance.times[*time].id));
}

fn of_time_groups(pen: &mut Pen, instance: &Instance, groups: &[usize]) {
    pen.list("TimeGroups", groups, |pen, group| {
        pen.reference("TimeGroup", &instance.time_groups[*group].id);
    });
}
