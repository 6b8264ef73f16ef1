//! Units of measures, checked when a formula is loaded.

use std::collections::BTreeMap;
use std::fmt;

use junheng_domain::Wording;

/// A product of powers of base units (`m2`, `yuan`, `pupil`, `teacher`, `room`, `book`, `device`, `class` …) with a
/// decimal scale: `yuan/pupil`, `teacher/100pupil`. Two units add or compare only when they are equal.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Unit {
    pub powers: BTreeMap<String, i8>,
    /// Power of ten by which a value in this unit is multiplied to come to base units: 4 for 万元, -2 for percent.
    pub ten: i8,
}

/// Why a text is not a unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UnitError {
    /// A name that is not in the list, with the nearest that is.
    Unknown { name: String, nearest: Option<String> },
    /// Not of the form `a*b/c`, or a number in it is no power of ten.
    Form,
}

struct Base {
    id: &'static str,
    zh: &'static str,
    en: &'static str,
    aliases: &'static [&'static str],
}

const fn base(
    id: &'static str,
    zh: &'static str,
    en: &'static str,
    aliases: &'static [&'static str],
) -> Base {
    Base { id, zh, en, aliases }
}

const BASES: [Base; 36] = [
    base("m2", "平方米", "m²", &["㎡", "m²", "平方米"]),
    base("m", "米", "m", &["米"]),
    base("km", "公里", "km", &["公里"]),
    base("degree", "度", "°", &["度", "degrees"]),
    base("yuan", "元", "yuan", &["元"]),
    base("pupil", "生", "pupil", &["学生", "生", "pupils"]),
    base("teacher", "人", "teacher", &["教师", "teachers"]),
    base("staff", "人", "staff member", &["教职工"]),
    base("person", "人", "person", &["人", "persons"]),
    base("child", "儿童", "child", &["儿童", "children"]),
    base("class", "班", "class", &["班", "classes"]),
    base("school", "校", "school", &["校", "所", "schools"]),
    base("room", "间", "room", &["间", "rooms"]),
    base("place", "个学位", "place", &["学位", "places"]),
    base("bed", "床", "bed", &["床", "beds"]),
    base("book", "册", "book", &["册", "books"]),
    base("device", "台", "device", &["台", "devices", "computer"]),
    base("set", "套", "set", &["套", "sets"]),
    base("item", "项", "item", &["项", "items"]),
    base("point", "分", "point", &["分", "points"]),
    base("year", "年", "year", &["年", "years"]),
    base("month", "月", "month", &["月", "months"]),
    base("week", "周", "week", &["周", "weeks"]),
    base("day", "天", "day", &["天", "days"]),
    base("hour", "学时", "hour", &["学时", "小时", "hours"]),
    base("minute", "分钟", "minute", &["分钟", "minutes"]),
    base("lesson", "课时", "lesson", &["课时", "节", "lessons"]),
    base("time", "次", "time", &["次", "times"]),
    base("vehicle", "辆", "vehicle", &["辆", "vehicles"]),
    base("household", "户", "household", &["户", "households"]),
    base("mbit", "兆", "Mbit/s", &["兆"]),
    base("kg", "千克", "kg", &["千克", "公斤"]),
    base("seat", "座", "seat", &["座", "seats"]),
    base("quota", "个名额", "quota place", &["名额"]),
    base("wifi_point", "个无线接入点", "wireless access point", &["无线接入点"]),
    base("dollar", "美元", "dollar", &["美元", "usd"]),
];

/// Names of scaled units.
const SCALED: [(&str, &str, i8); 6] = [
    ("万元", "yuan", 4),
    ("wan_yuan", "yuan", 4),
    ("亿元", "yuan", 8),
    ("万人", "person", 4),
    ("percent", "", -2),
    ("%", "", -2),
];

fn find_base(name: &str) -> Option<&'static Base> {
    BASES.iter().find(|base| base.id == name || base.aliases.contains(&name))
}

impl Unit {
    /// Reads `m2`, `yuan/pupil`, `teacher/100pupil`, `万元`, `percent`, `book/pupil`, `pupil/(teacher*class)` without
    /// the brackets: every `/` divides by the one factor behind it. The empty text and `1` are a plain number.
    ///
    /// # Errors
    /// When a name is not in the list or the form is another.
    pub fn parse(text: &str) -> Result<Self, UnitError> {
        let mut unit = Self::default();
        let text = text.trim();
        if text.is_empty() || text == "1" {
            return Ok(unit);
        }
        for (index, part) in text.split('/').enumerate() {
            for (place, factor) in part.split(['*', '·']).enumerate() {
                let sign = if index > 0 && place == 0 { -1 } else { 1 };
                unit.multiply(factor.trim(), sign)?;
            }
        }
        Ok(unit)
    }

    fn multiply(&mut self, factor: &str, sign: i8) -> Result<(), UnitError> {
        let digits = factor.len() - factor.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let (scale, name) = factor.split_at(digits);
        let mut ten = match scale {
            "" => 0,
            _ if scale.trim_end_matches('0') == "1" && scale.len() <= 10 => {
                i8::try_from(scale.len() - 1).map_err(|_| UnitError::Form)?
            }
            _ => return Err(UnitError::Form),
        };
        let (name, power) = match name.split_once('^') {
            Some((name, power)) => (name, power.parse::<i8>().map_err(|_| UnitError::Form)?),
            None => (name, 1),
        };
        if !(1..=4).contains(&power) {
            return Err(UnitError::Form);
        }
        let scaled = SCALED.iter().find(|(scaled, ..)| *scaled == name);
        let base = scaled.map_or(name, |(_, base, _)| base);
        ten += power * scaled.map_or(0, |(.., ten)| *ten);
        if !base.is_empty() {
            let base = find_base(base).ok_or_else(|| unknown(base))?;
            let sum = self.powers.get(base.id).copied().unwrap_or(0).checked_add(sign * power);
            let sum = sum.filter(|sum| sum.abs() <= 8).ok_or(UnitError::Form)?;
            self.powers.insert(base.id.to_owned(), sum);
            self.powers.retain(|_, power| *power != 0);
        } else if scaled.is_none() && scale.is_empty() {
            return Err(UnitError::Form);
        }
        self.ten = self.ten.checked_add(sign * ten).filter(|ten| ten.abs() <= 40).ok_or(UnitError::Form)?;
        Ok(())
    }

    /// Whether it counts things or people one by one: teachers, rooms, books; not areas, money or time.
    #[must_use]
    pub fn is_count(&self) -> bool {
        const MEASURED: [&str; 10] =
            ["m2", "m", "km", "degree", "yuan", "hour", "minute", "day", "mbit", "kg"];
        let mut powers = self.powers.iter();
        matches!((powers.next(), powers.next()), (Some((base, 1)), None) if !MEASURED.contains(&base.as_str()))
            && self.ten == 0
    }

    /// As people write it: `平方米/生`, `人/百生`; `m²/pupil`, `teachers per 100 pupils` is left to the wording of
    /// an indicator.
    #[must_use]
    pub fn wording(&self) -> Wording {
        let scale_zh = |ten: i8| match ten {
            0 => String::new(),
            1 => "十".into(),
            2 => "百".into(),
            3 => "千".into(),
            4 => "万".into(),
            8 => "亿".into(),
            other => format!("10^{other}"),
        };
        let scale_en = |ten: i8| {
            if ten == 0 { String::new() } else { format!("1{}", "0".repeat(ten.unsigned_abs().into())) }
        };
        Wording {
            zh: self.written("%", scale_zh, |base| base.zh),
            en: self.written("%", |ten| scale_en(ten) + if ten == 0 { "" } else { " " }, |base| base.en),
        }
    }

    /// `scale` is put before the first factor below the line when negative, else before the first above it.
    fn written(
        &self,
        percent: &str,
        scale: impl Fn(i8) -> String,
        name: impl Fn(&'static Base) -> &'static str,
    ) -> String {
        if self.powers.is_empty() && self.ten == -2 {
            return percent.to_owned();
        }
        let factors = |above: bool| {
            self.powers.iter().filter(move |(_, power)| (**power > 0) == above).map(|(id, power)| {
                let shown = find_base(id).map_or("", &name);
                let power = power.unsigned_abs();
                if power == 1 { shown.to_owned() } else { format!("{shown}^{power}") }
            })
        };
        let above: Vec<String> = factors(true).collect();
        let below: Vec<String> = factors(false).collect();
        let mut text = scale(self.ten.max(0)) + &above.join("*");
        if text.is_empty() && (!below.is_empty() || self.ten < 0) {
            text.push('1');
        }
        let mut scaled = scale((-self.ten).max(0));
        if below.is_empty() && !scaled.is_empty() {
            text = format!("{text}/{}", scaled.trim_end());
        }
        for factor in below {
            text = format!("{text}/{scaled}{factor}");
            scaled.clear();
        }
        text
    }
}

/// The canonical text; reading it gives the same unit.
impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scale = |ten: i8| {
            if ten == 0 { String::new() } else { format!("1{}", "0".repeat(ten.unsigned_abs().into())) }
        };
        f.pad(&self.written("percent", scale, |base| base.id))
    }
}

fn unknown(name: &str) -> UnitError {
    let names = BASES.iter().map(|base| base.id).chain(SCALED.iter().map(|(name, ..)| *name));
    UnitError::Unknown {
        name: name.to_owned(),
        nearest: crate::nearest::nearest(name, names).map(str::to_owned),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_unit_prints_back_as_it_is_read() {
        for text in [
            "",
            "m2",
            "yuan/pupil",
            "teacher/100pupil",
            "10000yuan",
            "percent",
            "10000yuan/pupil/year",
            "1/pupil",
        ] {
            let unit = Unit::parse(text).unwrap();
            assert_eq!(unit.to_string(), text);
            assert_eq!(Unit::parse(&unit.to_string()), Ok(unit));
        }
    }

    #[test]
    fn a_scale_is_part_of_a_unit() {
        assert_eq!(Unit::parse("万元").unwrap(), Unit { powers: [("yuan".into(), 1)].into(), ten: 4 });
        assert_eq!(Unit::parse("%").unwrap(), Unit { powers: BTreeMap::new(), ten: -2 });
        assert_eq!(Unit::parse("teacher/100pupil").unwrap().ten, -2);
        assert_eq!(Unit::parse("元/生"), Unit::parse("yuan/pupil"));
    }

    #[test]
    fn an_unknown_unit_has_the_nearest_known_one() {
        let found = Unit::parse("yuan/pupl");
        assert_eq!(found, Err(UnitError::Unknown { name: "pupl".into(), nearest: Some("pupil".into()) }));
        assert_eq!(Unit::parse("25pupil"), Err(UnitError::Form));
        assert_eq!(Unit::parse("m2^9"), Err(UnitError::Form));
    }

    #[test]
    fn a_unit_is_worded_in_both_languages() {
        let wording = Unit::parse("teacher/100pupil").unwrap().wording();
        assert_eq!((wording.zh.as_str(), wording.en.as_str()), ("人/百生", "teacher/100 pupil"));
        assert_eq!(Unit::parse("万元").unwrap().wording().zh, "万元");
    }
}
