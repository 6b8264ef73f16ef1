//! The rows and columns on the screen as a workbook or as CSV: all pages of them, in the same order.

use std::io::Cursor;

use axum::extract::Query;
use junheng_app::table::{TableError, write_xlsx};
use junheng_app::{Overview, See};

use super::asked::Asked;
use crate::download::{XLSX, download};
use crate::refusal::{Answer, Refusal};
use crate::view::View;

pub(super) async fn export(view: View, Query(pairs): Query<Vec<(String, String)>>) -> Answer {
    let permit = view.permit::<See>()?;
    let (office, year) = (&view.house.office, view.year()?);
    let mut asked = Asked::of(&pairs);
    asked.table.whole = true;
    let standard = office.standard_or_chosen(&view.permit::<Overview>()?, Some(&asked.standard)).await?;
    let judgement = office.judgement(&permit, year, &standard.id.0).await?;
    let sheet = judgement.seen_by(&permit).table(&asked.table).sheet(view.lang);
    let name = sheet.name.clone();
    let as_csv = pairs.iter().any(|(name, value)| name == "format" && value == "csv");
    let mut out = Cursor::new(Vec::new());
    let (kind, ending) = match as_csv {
        true => (sheet.write_csv(&mut out).map(|()| "text/csv; charset=utf-8"), "csv"),
        false => (write_xlsx(&[sheet], &mut out).map(|()| XLSX), "xlsx"),
    };
    let kind = kind.map_err(|error| not_written(&error))?;
    Ok(download(&format!("{name}-{year}.{ending}"), kind, out.into_inner()))
}

fn not_written(error: &TableError) -> Refusal {
    tracing::error!(%error, "the table of schools was not written");
    Refusal::internal()
}
