//! Reporting 上报: rounds, how far each school has come, handing in and deciding.

use std::sync::Arc;

use axum::Json;
use axum::http::{HeaderName, StatusCode, header};
use junheng_app::{
    Chosen, FormView, HandInAct, HandInState, Report, Review, RoundForm, RoundView, SchoolHandIns, SchoolRow,
    See, Trouble, read_year,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::paging::Paged;
use super::schools::standard;
use super::tag::changed;
use super::{Asked, Body, IfMatch, Named, Problems, SeenTag, TagNeeded};
use crate::house::House;
use crate::refusal::Refusal;
use crate::view::View;

pub(super) fn operations() -> OpenApiRouter<Arc<House>> {
    OpenApiRouter::new()
        .routes(routes!(rounds, begin))
        .routes(routes!(board))
        .routes(routes!(remind))
        .routes(routes!(school_hand_ins))
        .routes(routes!(hand_in))
        .routes(routes!(decide))
}

/// The school year whose rounds are asked for.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct OfYear {
    /// A school year by its first calendar year; the latest when it is left out.
    #[param(pattern = "^[0-9]{4}$")]
    #[expect(dead_code, reason = "read by the view; it stands here for the document")]
    year: Option<String>,
}

/// The rounds of reporting of a school year, newest first.
#[utoipa::path(get, path = "/api/v1/rounds", tag = "reporting", params(OfYear),
    responses((status = 200, body = Vec<RoundView>), Problems))]
async fn rounds(view: View, Asked(_of): Asked<OfYear>) -> Result<Json<Vec<RoundView>>, Refusal> {
    let (permit, at) = (view.permit::<See>()?, view.house.now());
    let mut rounds = view.house.office.rounds(&permit, view.year()?, &at).await?;
    rounds.retain(|round| round.counts.forms > 0);
    Ok(Json(rounds))
}

/// What a round asks for.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewRound {
    /// By its first calendar year.
    year: u16,
    /// The standard whose template is filled in; the county's own choice when it is left out.
    standard: Option<String>,
    /// `YYYY-MM-DD`.
    #[schema(format = Date)]
    opens_on: String,
    /// The last day, `YYYY-MM-DD`.
    #[schema(format = Date)]
    deadline_on: String,
    /// Whether the township reviews before the bureau accepts.
    #[serde(default)]
    township_first: bool,
    #[serde(default)]
    note: String,
}

/// Begins a round: every school owes the forms of the standard.
#[utoipa::path(post, path = "/api/v1/rounds", tag = "reporting", request_body = NewRound,
    responses((status = 201, body = RoundView), Problems))]
async fn begin(
    view: View,
    Body(new): Body<NewRound>,
) -> Result<(StatusCode, [(HeaderName, String); 1], Json<RoundView>), Refusal> {
    let (office, permit, at) = (&view.house.office, view.permit::<Review>()?, view.house.now());
    let standard = standard(&view, new.standard.as_deref()).await?;
    let form = RoundForm {
        year: read_year(&new.year.to_string())?,
        standard: &standard,
        opens_on: &new.opens_on,
        deadline_on: &new.deadline_on,
        township_first: new.township_first,
        note: &new.note,
    };
    let no = office.make_round(&permit, form, &at).await?;
    let round = office.board(&view.permit::<See>()?, no, &at).await?.round;
    let location = [(header::LOCATION, format!("/api/v1/rounds/{no}"))];
    Ok((StatusCode::CREATED, location, Json(round)))
}

/// Which schools of a round.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct OfBoard {
    #[serde(default)]
    township: String,
    /// `not_yet`, `handed_in`, `reviewed`, `returned`, `accepted` or `changed`: of at least one of its forms.
    #[serde(default)]
    state: String,
    /// Those alone that still owe a form.
    #[serde(default)]
    owing: bool,
    /// From 1; 100 schools a page.
    #[param(minimum = 1)]
    page: Option<usize>,
}

impl OfBoard {
    fn shows(&self, row: &SchoolRow) -> bool {
        let state = |form: &FormView| match self.state.as_str() {
            "" => true,
            "changed" => form.changed,
            state => !form.changed && form.state.as_str() == state,
        };
        (self.township.is_empty() || row.township == self.township)
            && row.forms.iter().any(|form| state(form) && (form.owed || !self.owing))
    }
}

/// A round, and how far its schools have come.
#[derive(Serialize, ToSchema)]
struct Progress {
    round: RoundView,
    schools: Paged<SchoolRow>,
}

/// A round with its schools by forms.
#[utoipa::path(get, path = "/api/v1/rounds/{no}", tag = "reporting", params(("no" = u32, Path), OfBoard),
    responses((status = 200, body = Progress), Problems))]
async fn board(
    view: View,
    Named(no): Named<u32>,
    Asked(of): Asked<OfBoard>,
) -> Result<Json<Progress>, Refusal> {
    let known = ["", "changed"].contains(&of.state.as_str())
        || HandInState::ALL.iter().any(|state| state.as_str() == of.state);
    if !known {
        return Err(Refusal::value("state"));
    }
    let board = view.house.office.board(&view.permit::<See>()?, no, &view.house.now()).await?;
    let shown = board.rows.into_iter().filter(|row| of.shows(row));
    Ok(Json(Progress { round: board.round, schools: Paged::of(shown, of.page) }))
}

/// Who was reminded.
#[derive(Serialize, ToSchema)]
struct Reminded {
    schools: usize,
}

/// Notes that all who still owe something were reminded.
#[utoipa::path(post, path = "/api/v1/rounds/{no}/reminders", tag = "reporting", params(("no" = u32, Path)),
    responses((status = 200, body = Reminded), Problems))]
async fn remind(view: View, Named(no): Named<u32>) -> Result<Json<Reminded>, Refusal> {
    let permit = view.permit::<Review>()?;
    let schools = view.house.office.remind(&permit, no, &view.house.now()).await?;
    Ok(Json(Reminded { schools }))
}

async fn known(view: &View, (no, school): (u32, &str)) -> Result<SchoolHandIns, Refusal> {
    let rights = (view.visitor.permit::<Report>(), view.visitor.permit::<Review>());
    let rights = (rights.0.as_ref(), rights.1.as_ref());
    let (see, at) = (view.permit::<See>()?, view.house.now());
    Ok(view.house.office.school_hand_ins(&see, rights, (no, school), &at).await?)
}

/// One school's forms in a round, with what happened to them and what may be done.
#[utoipa::path(get, path = "/api/v1/rounds/{no}/schools/{school}", tag = "reporting",
    params(("no" = u32, Path), ("school" = String, Path)),
    responses((status = 200, body = SchoolHandIns), Problems))]
async fn school_hand_ins(
    view: View,
    Named((no, school)): Named<(u32, String)>,
) -> Result<Json<SchoolHandIns>, Refusal> {
    Ok(Json(known(&view, (no, &school)).await?))
}

/// Forms that are handed in.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct HandIn {
    /// The levels of their sheets.
    #[schema(min_items = 1)]
    forms: Vec<String>,
    /// Needed for a form in which nothing is reported.
    #[serde(default)]
    reason: String,
}

/// Hands forms of a school in, all or none.
#[utoipa::path(post, path = "/api/v1/rounds/{no}/schools/{school}/hand-ins", tag = "reporting",
    params(("no" = u32, Path), ("school" = String, Path), SeenTag), request_body = HandIn,
    responses((status = 200, body = SchoolHandIns), TagNeeded, Problems))]
async fn hand_in(
    view: View,
    Named((no, school)): Named<(u32, String)>,
    seen: IfMatch,
    Body(given): Body<HandIn>,
) -> Result<Json<SchoolHandIns>, Refusal> {
    let (permit, at) = (view.permit::<Report>()?, view.house.now());
    let forms = chosen(&view, (no, &school), &seen, &given.forms).await?;
    let chosen = Chosen { round: no, school: &school, forms: &forms };
    view.house.office.hand_in(&permit, chosen, &at, given.reason.trim()).await.map_err(moved)?;
    Ok(Json(known(&view, (no, &school)).await?))
}

/// What is decided about forms.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum Decided {
    /// The township passes them on to the bureau.
    Review,
    Accept,
    Return,
    /// A late form may be handed in after all.
    Reopen,
}

impl From<Decided> for HandInAct {
    fn from(decided: Decided) -> Self {
        match decided {
            Decided::Review => Self::Review,
            Decided::Accept => Self::Accept,
            Decided::Return => Self::Return,
            Decided::Reopen => Self::Reopen,
        }
    }
}

/// A decision about forms.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Decision {
    act: Decided,
    /// The levels of their sheets.
    #[schema(min_items = 1)]
    forms: Vec<String>,
    /// Needed to return or reopen.
    #[serde(default)]
    reason: String,
}

/// Reviews, accepts, returns or reopens forms of a school, all or none.
#[utoipa::path(post, path = "/api/v1/rounds/{no}/schools/{school}/decisions", tag = "reporting",
    params(("no" = u32, Path), ("school" = String, Path), SeenTag), request_body = Decision,
    responses((status = 200, body = SchoolHandIns), TagNeeded, Problems))]
async fn decide(
    view: View,
    Named((no, school)): Named<(u32, String)>,
    seen: IfMatch,
    Body(given): Body<Decision>,
) -> Result<Json<SchoolHandIns>, Refusal> {
    let (permit, at) = (view.permit::<Review>()?, view.house.now());
    let forms = chosen(&view, (no, &school), &seen, &given.forms).await?;
    let chosen = Chosen { round: no, school: &school, forms: &forms };
    let why = given.reason.trim();
    view.house.office.decide_hand_in(&permit, chosen, given.act.into(), &at, why).await.map_err(moved)?;
    Ok(Json(known(&view, (no, &school)).await?))
}

/// The forms that are named, each with its last event that the program has seen.
async fn chosen(
    view: &View,
    of: (u32, &str),
    seen: &IfMatch,
    named: &[String],
) -> Result<Vec<(String, u32)>, Refusal> {
    let known = known(view, of).await?;
    seen.needed(&known)?;
    let last =
        |form: &String| known.row.forms.iter().find(|known| known.form == *form).map_or(0, |known| known.seq);
    Ok(named.iter().map(|form| (form.clone(), last(form))).collect())
}

/// Somebody was quicker by a moment.
fn moved(trouble: Trouble) -> Refusal {
    match trouble {
        Trouble::Said { key: "hand-in-moved", .. } => changed(),
        other => other.into(),
    }
}
