//! The rows and columns on the screen as a workbook or as CSV: all pages of them, in the same order.

use axum::extract::Query;
use junheng_app::{Overview, See};

use super::asked::Asked;
use crate::download;
use crate::refusal::Answer;
use crate::view::View;

pub(super) async fn export(view: View, Query(pairs): Query<Vec<(String, String)>>) -> Answer {
    let permit = view.permit::<See>()?;
    let (office, year) = (&view.house.office, view.year()?);
    let mut asked = Asked::of(&pairs);
    asked.table.whole = true;
    let standard = office.standard_or_chosen(&view.permit::<Overview>()?, Some(&asked.standard)).await?;
    let judgement = office.judgement(&permit, year, &standard.id.0).await?;
    let table = judgement.seen_by(&permit).table(&asked.table).sheet(view.lang);
    let as_csv = pairs.iter().any(|(name, value)| name == "format" && value == "csv");
    download::table(table, &year.to_string(), as_csv)
}
