//! The imports and edits of a school year, and the files that wait for their owner.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::Query;
use junheng_app::{ImportRecord, LayerStatus, Phase, Report, See, UploadView, Words};
use serde::Deserialize;

use super::HERE;
use crate::page::Page;
use crate::parts::Pager;
use crate::refusal::Answer;
use crate::view::{Names, View, show};

/// Imports on a page.
const SIZE: usize = 50;

#[derive(Template)]
#[template(path = "imports/list.html")]
struct List {
    page: Page,
    may_import: bool,
    waiting: Vec<Waiting>,
    imports: Vec<Layer>,
    pager: Pager,
}

struct Waiting {
    no: u32,
    name: String,
    year: u16,
    when: String,
    /// The label of how far it has come, and the class of its mark.
    phase: &'static str,
    class: &'static str,
}

/// An import or an edit as a row.
pub(super) struct Layer {
    pub(super) no: u32,
    pub(super) kind: String,
    pub(super) name: String,
    pub(super) facts: u64,
    pub(super) by: String,
    pub(super) when: String,
    pub(super) active: bool,
}

/// What imports and edits are called, by their numbers.
pub(super) type LayerWords = BTreeMap<u32, Words>;

impl Layer {
    pub(super) fn of(view: &View, names: &Names, words: &LayerWords, import: &ImportRecord) -> Self {
        Self {
            no: import.info.no.0,
            kind: format!("layer.kind.{}", import.kind.as_str()),
            name: words
                .get(&import.info.no.0)
                .map_or_else(|| import.info.name.clone(), |words| words.of(view.lang).to_owned()),
            facts: import.facts,
            by: names.of(&import.info.by),
            when: view.moment(&import.info.at),
            active: import.status == LayerStatus::Active,
        }
    }
}

fn waiting(view: &View, upload: UploadView) -> Waiting {
    let (phase, class) = match upload.phase {
        Phase::Checking => ("web.imports.phase.checking", "plain"),
        Phase::NotChecked => ("web.imports.phase.not-checked", "not-met"),
        Phase::Previewed => ("web.imports.phase.previewed", "near"),
        Phase::Importing => ("web.imports.phase.importing", "plain"),
        Phase::Imported => ("web.imports.phase.imported", "met"),
        Phase::Discarded => ("web.imports.phase.discarded", "missing"),
    };
    let when = view.moment(&upload.created_at);
    Waiting { no: upload.no, name: upload.name, year: upload.year, when, phase, class }
}

#[derive(Deserialize)]
pub(super) struct Asked {
    page: Option<usize>,
}

pub(super) async fn list(view: View, Query(asked): Query<Asked>) -> Answer {
    let office = &view.house.office;
    let mut imports = match view.year {
        Some(year) => {
            let mut imports = office.imports(&view.permit::<See>()?).await?;
            imports.retain(|import| import.year == year);
            imports
        }
        None => Vec::new(),
    };
    imports.reverse();
    let uploads = match view.visitor.permit::<Report>() {
        Some(permit) => Some(office.open_uploads(&permit).await?),
        None => None,
    };
    let page = view.page("web.imports.title", HERE);
    let number = asked.page.unwrap_or(1).max(1);
    let pager = Pager::new(imports.len(), SIZE, number, |number| page.to(&format!("/imports?page={number}")));
    let shown: Vec<&ImportRecord> =
        imports.iter().skip((number - 1).saturating_mul(SIZE)).take(SIZE).collect();
    let names = view.names(shown.iter().map(|import| import.info.by.as_str())).await?;
    let words = office.layers_in_words(&view.permit()?, &shown).await?;
    show(&List {
        may_import: uploads.is_some(),
        waiting: uploads.into_iter().flatten().map(|upload| waiting(&view, upload)).collect(),
        imports: shown.into_iter().map(|import| Layer::of(&view, &names, &words, import)).collect(),
        pager,
        page,
    })
}
