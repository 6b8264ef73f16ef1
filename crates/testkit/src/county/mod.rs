//! The sample county 青禾县 (Qinghe): wholly invented, with codes of a province that does not exist (99), told as one
//! timeline of the school years 2023 to 2026 in [`qinghe`].

mod facts;
mod qinghe;
mod school;
mod timeline;

pub use school::{Part, Reported, School, class_sizes, kit, school, site, staff};
pub use timeline::{Entry, Event, EventKind, SampleCounty, Standing, Timeline};

/// The sample county.
#[must_use]
pub fn sample() -> SampleCounty {
    qinghe::tell()
}

#[cfg(test)]
mod tests {
    use super::*;
    use junheng_domain::*;
    #[test]
    fn dump() {
        let c = sample();
        for year in c.years() {
            let s = c.snapshot(year);
            println!("== {year} facts {}", s.facts().count());
            for stage in Stage::COMPULSORY {
                let mut rows: Vec<(String, [f64; 8])> = vec![];
                for sc in c.schools(year) {
                    let Some(part) = sc.parts.get(&stage) else { continue };
                    if matches!(sc.kind, SchoolKind::Special) || part.pupils_in(year) < 50 { continue }
                    let get = |m: &str| -> f64 {
                        if let Some(x) = part.reported.0.get(m) { return *x }
                        let w = |st: &Stage| match st { Stage::Primary => 1.0, Stage::Junior => 1.1, Stage::Senior => 1.32 };
                        let all: f64 = sc.parts.iter().map(|(st, p)| w(st) * f64::from(p.pupils_in(year))).sum();
                        sc.shared.0.get(m).copied().unwrap_or(f64::NAN) * w(&stage) * f64::from(part.pupils_in(year)) / all
                    };
                    let deg = get("teachers_bachelor") + get("teachers_graduate") + if stage == Stage::Primary { get("teachers_college") } else { 0.0 };
                    let v = [f64::from(part.pupils_in(year)), deg, get("backbone_teachers"), get("teachers_pe") + get("teachers_arts"), get("teaching_area") - get("indoor_sports_area"), get("sports_ground_area") + get("indoor_sports_area"), get("equipment_value"), get("media_rooms")];
                    if let Some(m) = &sc.mother { let r = rows.iter_mut().find(|r| r.0.starts_with(m.as_str())).unwrap(); for k in 0..8 { r.1[k] += v[k] } } else {
                    rows.push((format!("{} {}", sc.code, sc.name), v)); }
                }
                let t = if stage == Stage::Primary { [4.2, 1.0, 0.9, 4.5, 7.5, 2000.0, 2.3] } else { [5.3, 1.0, 0.9, 5.8, 10.2, 2500.0, 2.4] };
                let per = [100.0, 100.0, 100.0, 1.0, 1.0, 1.0, 100.0];
                for (n, v) in &rows {
                    let bad: Vec<String> = (0..7).filter_map(|k| { let x = per[k] * v[k + 1] / v[0]; (x < t[k]).then(|| format!("R{} {x:.3}{} gap {:.2}", k + 1, if x < t[k] * 0.85 { "!!" } else { "" }, t[k] * v[0] / per[k] - v[k + 1])) }).collect();
                    if !bad.is_empty() { println!("{stage} {n} {} {:?}", v[0], bad); }
                }
                for k in 0..7 {
                    let p: f64 = rows.iter().map(|r| r.1[0]).sum(); let x: f64 = rows.iter().map(|r| r.1[k + 1]).sum();
                    let m = x / p; let var: f64 = rows.iter().map(|r| r.1[0] / p * (r.1[k + 1] / r.1[0] - m).powi(2)).sum();
                    print!(" R{}={:.4}", k + 1, var.sqrt() / m);
                }
                println!(" units {}", rows.len());
            }
        }
    }
}
