//! The header of a flat file: which column is a key, which a measure, and which is passed over.

use junheng_domain::{Finding, Level, MeasureId, Place, Severity};
use junheng_standards::{MeasureKind, Measures};

pub(super) const KEYS: [&str; 3] = ["county", "school", "stage"];

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    County,
    School,
    Stage,
    /// A measure, by its place in [`Header::measures`].
    Measure {
        place: usize,
        whole: bool,
    },
    PassedOver,
}

#[derive(Debug)]
pub(super) struct Header {
    pub(super) roles: Vec<Role>,
    /// Each measure with its column in the file, in the order of the measures.
    pub(super) measures: Vec<(MeasureId, u16)>,
}

/// The fields of a header line, without blanks and quotes around them.
pub(super) fn fields(line: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(line);
    let text = text.trim_start_matches('\u{feff}').trim_end_matches(['\r', '\n']);
    text.split(',').map(|field| field.trim().trim_matches('"').to_owned()).collect()
}

impl Header {
    /// `None` when a key column is missing, stands twice, or no measure is left.
    pub(super) fn read(line: &[u8], measures: &Measures) -> (Option<Self>, Vec<Finding>) {
        let mut header = Self { roles: Vec::new(), measures: Vec::new() };
        let mut findings = Vec::new();
        for (column, name) in (0_u16..).zip(fields(line)) {
            let role = header.role(&name, column, measures);
            let twice = role != Role::PassedOver && header.roles.contains(&role);
            if twice || role == Role::PassedOver {
                let (code, severity) = if twice {
                    ("flat-column-twice", Severity::Error)
                } else {
                    ("flat-column-unknown", Severity::Note)
                };
                let place = Place { row: Some(1), column: Some(column), ..Place::default() };
                findings.push(Finding::new(code, severity, place).with_value(name));
            }
            header.roles.push(role);
        }
        header.sort();
        let mut fail = |code: &str, name: &str| {
            let place = Place { row: Some(1), ..Place::default() };
            findings.push(Finding::new(code, Severity::Error, place).with_arg("name", name));
        };
        for (role, name) in [Role::County, Role::School, Role::Stage].into_iter().zip(KEYS) {
            if !header.roles.contains(&role) {
                fail("flat-column-missing", name);
            }
        }
        if header.measures.is_empty() {
            fail("flat-no-measures", "");
        }
        let sound = findings.iter().all(|finding| finding.severity != Severity::Error);
        (sound.then_some(header), findings)
    }

    /// Brings the measures in their order, so that the columns of a table lie in memory as they are gone through.
    fn sort(&mut self) {
        let mut order: Vec<usize> = (0..self.measures.len()).collect();
        order.sort_by_key(|place| &self.measures[*place].0);
        for role in &mut self.roles {
            if let Role::Measure { place, .. } = role {
                *place = order.iter().position(|own| own == place).unwrap_or(*place);
            }
        }
        self.measures.sort();
    }

    fn role(&mut self, name: &str, column: u16, measures: &Measures) -> Role {
        match name {
            "county" => return Role::County,
            "school" => return Role::School,
            "stage" => return Role::Stage,
            _ => {}
        }
        let Ok(id) = MeasureId::new(name) else { return Role::PassedOver };
        let whole = match measures.by_id.get(&id) {
            Some(measure) if measure.level == Level::Unit => match &measure.kind {
                MeasureKind::Number { whole, .. } => *whole,
                MeasureKind::Code(_) | MeasureKind::Year | MeasureKind::Text => return Role::PassedOver,
            },
            _ => return Role::PassedOver,
        };
        if let Some(place) = self.measures.iter().position(|(known, _)| *known == id) {
            return Role::Measure { place, whole };
        }
        self.measures.push((id, column));
        Role::Measure { place: self.measures.len() - 1, whole }
    }
}
