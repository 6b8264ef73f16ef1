//! The leading group 领导小组: its seats, and who holds them.

use junheng_domain::Finding;
use junheng_store::{GroupSeat, NewSeat};
use serde::Serialize;
use utoipa::ToSchema;

use super::for_the_county;
use crate::Office;
use crate::county_card::is_name;
use crate::identity::{Moment, is_day, wrong};
use crate::permit::{Assign, Overview, Permit};
use crate::trouble::Trouble;

/// A seat of the leading group, the first one first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Seat {
    /// 组长.
    Head,
    /// 副组长.
    DeputyHead,
    /// 成员.
    Member,
    /// 办公室主任: who runs the group's office.
    OfficeHead,
}

impl Seat {
    pub const ALL: [Self; 4] = [Self::Head, Self::DeputyHead, Self::Member, Self::OfficeHead];

    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Head => "head",
            Self::DeputyHead => "deputy_head",
            Self::Member => "member",
            Self::OfficeHead => "office_head",
        }
    }

    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|seat| seat.as_str() == text)
    }
}

/// A seat as a list shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct SeatView {
    pub no: u32,
    pub seat: Seat,
    /// The name of who holds it.
    pub holder: String,
    /// What they are beside it.
    pub duty: String,
    /// 0 for none.
    pub department: u32,
    pub from_on: String,
    /// The last day; empty while it is held.
    pub to_on: String,
    /// Whether it is held today.
    pub in_force: bool,
}

impl SeatView {
    fn of(seat: GroupSeat, day: &str) -> Self {
        Self {
            no: seat.no,
            seat: Seat::parse(&seat.seat).unwrap_or(Seat::Member),
            in_force: seat.from_on.as_str() <= day && (seat.to_on.is_empty() || day <= seat.to_on.as_str()),
            holder: seat.holder,
            duty: seat.duty,
            department: seat.department,
            from_on: seat.from_on,
            to_on: seat.to_on,
        }
    }
}

/// A seat as it was typed.
#[derive(Debug, Clone, Copy)]
pub struct SeatForm<'a> {
    pub seat: &'a str,
    pub holder: &'a str,
    pub duty: &'a str,
    /// The number of a department, or nothing.
    pub department: &'a str,
    /// Nothing means today.
    pub from_on: &'a str,
    pub to_on: &'a str,
}

impl<'a> SeatForm<'a> {
    fn checked(self, departments: &[u32], today: &'a str) -> Result<NewSeat<'a>, Trouble> {
        let (holder, duty, to_on) = (self.holder.trim(), self.duty.trim(), self.to_on.trim());
        let from_on = if self.from_on.trim().is_empty() { today } else { self.from_on.trim() };
        let mut findings: Vec<Finding> = Vec::new();
        if Seat::parse(self.seat).is_none() {
            findings.push(wrong("seat", "seat-needed"));
        }
        if !is_name(holder) {
            findings.push(wrong("holder", "seat-holder-unfit"));
        }
        if !duty.is_empty() && !is_name(duty) {
            findings.push(wrong("duty", "seat-duty-unfit"));
        }
        let department = match self.department.trim() {
            "" => Some(0),
            text => text.parse().ok().filter(|no| departments.contains(no)),
        };
        if department.is_none() {
            findings.push(wrong("department", "department-unknown"));
        }
        if !is_day(from_on) {
            findings.push(wrong("from_on", "day-form").with_value(from_on));
        }
        if !to_on.is_empty() && (!is_day(to_on) || to_on < from_on) {
            findings.push(wrong("to_on", "day-after").with_value(to_on));
        }
        match department {
            Some(department) if findings.is_empty() => {
                Ok(NewSeat { seat: self.seat, holder, duty, department, from_on, to_on })
            }
            _ => Err(Trouble::Findings(findings)),
        }
    }
}

impl Office {
    /// The seats of the leading group, the first one first, those that were given up last.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn leading_group(
        &self,
        _permit: &Permit<Overview>,
        at: &str,
    ) -> Result<Vec<SeatView>, Trouble> {
        let moment = Moment::read(at)?;
        let seats = self.store.group_seats(&self.county_to_fill().await?).await?;
        let mut views: Vec<_> = seats.into_iter().map(|seat| SeatView::of(seat, moment.day())).collect();
        views.sort_by_key(|view| (!view.in_force, view.seat, view.no));
        Ok(views)
    }

    /// Adds a seat of the leading group with who holds it; says its number.
    ///
    /// # Errors
    /// When a field is wrong, the right does not reach the whole county, or the store fails.
    pub async fn add_seat(
        &self,
        permit: &Permit<Assign>,
        form: SeatForm<'_>,
        at: &str,
    ) -> Result<u32, Trouble> {
        for_the_county(permit)?;
        let (moment, county) = (Moment::read(at)?, self.county_to_fill().await?);
        let new = form.checked(&self.department_numbers().await?, moment.day())?;
        Ok(self.store.add_seat(&county, new, &permit.change(at, "")).await?)
    }

    /// Changes a seat, or says the last day on which it is held.
    ///
    /// # Errors
    /// As [`Self::add_seat`], and when there is no such seat.
    pub async fn change_seat(
        &self,
        permit: &Permit<Assign>,
        no: u32,
        form: SeatForm<'_>,
        at: &str,
    ) -> Result<(), Trouble> {
        for_the_county(permit)?;
        let (moment, county) = (Moment::read(at)?, self.county().await?);
        let new = form.checked(&self.department_numbers().await?, moment.day())?;
        Ok(self.store.change_seat(&county, no, new, &permit.change(at, "")).await?)
    }

    async fn department_numbers(&self) -> Result<Vec<u32>, Trouble> {
        let departments = self.store.departments(&self.county().await?).await?;
        Ok(departments.into_iter().map(|department| department.no).collect())
    }
}
