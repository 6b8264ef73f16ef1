//! The documents that belong to something, with the form that adds to them.

use junheng_app::{EvidenceOf, EvidenceView, Report, See};

use super::Received;
use crate::page::Page;
use crate::parts::{Choice, FieldErrors};
use crate::refusal::Refusal;
use crate::view::{Names, View};

/// What `evidence/shelf.html` shows.
pub(crate) struct Shelf {
    pub(crate) rows: Vec<Row>,
    /// What a new document may replace.
    pub(crate) replaceable: Vec<Choice>,
    pub(crate) may_add: bool,
    pub(crate) added: bool,
    pub(crate) errors: FieldErrors,
    pub(crate) note: String,
    /// Where the form is sent.
    pub(crate) action: String,
}

/// One document.
pub(crate) struct Row {
    pub(crate) name: String,
    pub(crate) href: String,
    pub(crate) version: String,
    pub(crate) kind: String,
    pub(crate) size: String,
    pub(crate) by: String,
    pub(crate) at: String,
    pub(crate) note: String,
    pub(crate) sha256: String,
    /// Who took it back and why; empty while it holds.
    pub(crate) withdrawn: String,
    /// Where it is taken back; empty when it may not be.
    pub(crate) withdraw: String,
    pub(crate) earlier: Vec<Row>,
}

/// A size as people say it.
fn size(page: &Page, bytes: u64) -> String {
    let kilo = bytes.div_ceil(1024);
    if kilo < 1024 {
        return page.tx("web.evidence.size-kb", "size", kilo);
    }
    let tenths = (bytes * 10).div_ceil(1 << 20);
    page.tx("web.evidence.size-mb", "size", format!("{}.{}", tenths / 10, tenths % 10))
}

impl Row {
    fn of(page: &Page, names: &Names, known: EvidenceView, may_withdraw: bool) -> Self {
        let withdrawn = known.withdrawn.as_ref().map(|(by, at, why)| {
            let args = [("by", names.of(by)), ("at", page.moment(at)), ("why", why.clone())];
            let args = args.each_ref().map(|(name, value)| (*name, value.as_str()));
            page.ta("web.evidence.withdrawn-why", &args)
        });
        let open = may_withdraw && known.withdrawn.is_none();
        Self {
            href: format!("/evidence/{}", known.no),
            version: page.tx("web.evidence.version", "no", known.version),
            kind: page.t(format!("web.evidence.kind.{}", known.kind.as_str())),
            size: size(page, known.bytes),
            by: names.of(&known.by),
            at: page.moment(&known.at),
            withdrawn: withdrawn.unwrap_or_default(),
            withdraw: if open { page.to(&format!("/evidence/{}/withdraw", known.no)) } else { String::new() },
            earlier: known.earlier.into_iter().map(|one| Self::of(page, names, one, may_withdraw)).collect(),
            name: known.name,
            note: known.note,
            sha256: known.sha256,
        }
    }
}

impl Shelf {
    /// The documents as the viewer may see them. `received` is what was typed into a form that was refused.
    pub(crate) async fn of(
        view: &View,
        of: EvidenceOf<'_>,
        action: String,
        (received, errors, added): (Option<&Received>, FieldErrors, bool),
    ) -> Result<Self, Refusal> {
        let known = view.house.office.evidence(&view.permit::<See>()?, view.year()?, of).await?;
        let may_add = match of {
            EvidenceOf::Item { .. } => super::may_add_to_county(view),
            // Whoever reports reports within what they see.
            EvidenceOf::School(_) => view.visitor.permit::<Report>().is_some(),
        };
        let all = known.iter().flat_map(|one| std::iter::once(one).chain(&one.earlier));
        let people: Vec<&str> = all
            .flat_map(|one| [one.by.as_str()].into_iter().chain(one.withdrawn.iter().map(|done| &*done.0)))
            .collect();
        let names = view.names(people).await?;
        let page = view.page("web.evidence.title", "");
        let typed = received.map(|received| received.replaces.as_str()).unwrap_or_default();
        let held = known.iter().filter(|one| one.withdrawn.is_none());
        let replaceable =
            held.map(|one| Choice::new(one.no, &one.name, one.no.to_string() == typed)).collect();
        Ok(Self {
            rows: known.into_iter().map(|one| Row::of(&page, &names, one, may_add)).collect(),
            replaceable,
            may_add,
            added,
            errors,
            note: received.map(|received| received.note.clone()).unwrap_or_default(),
            action,
        })
    }
}
