//! Finding names as people type them: in Chinese, in full pinyin, by initials, or a mixture of these.
//!
//! 1. Both sides are folded: letters small, full width made half width, spaces, dots between names (`·`) and marks that
//!    are not seen taken away, `ü` written `v`.
//! 2. Each character of the name can be typed as itself, as one of its readings (whole, or begun at the end of what is
//!    typed), or as the first letter of a reading.
//! 3. What is typed is found when it can be laid on characters that stand together, from any one on.

use pinyin::ToPinyinMulti as _;

/// Readings of characters in surnames and place names that dictionaries of single characters lack or order otherwise.
const SPECIAL: [(char, &str); 22] = [
    ('万', "mo"),
    ('俟', "qi"),
    ('尉', "yu"),
    ('单', "shan"),
    ('仇', "qiu"),
    ('区', "ou"),
    ('解', "xie"),
    ('查', "zha"),
    ('曾', "zeng"),
    ('盖', "ge"),
    ('翟', "zhai"),
    ('朴', "piao"),
    ('任', "ren"),
    ('华', "hua"),
    ('纪', "ji"),
    ('乐', "lao"),
    ('覃', "qin"),
    ('缪', "miao"),
    ('种', "chong"),
    ('繁', "po"),
    ('召', "shao"),
    ('六', "lu"),
];

/// A name made ready to be searched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchName {
    places: Vec<Place>,
}

/// One character of a name with the ways to type it, the longest first.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Place {
    itself: char,
    readings: Vec<String>,
}

impl SearchName {
    #[must_use]
    pub fn new(name: &str) -> Self {
        let folded = fold(name);
        let places = folded.chars().map(|itself| Place { itself, readings: readings(itself) });
        Self { places: places.collect() }
    }

    /// Whether what somebody typed is found in the name. An empty search finds every name.
    #[must_use]
    pub fn matches(&self, typed: &Typed) -> bool {
        typed.0.is_empty() || (0..self.places.len()).any(|start| self.lies(start, &typed.0))
    }

    /// Whether the rest of what was typed can be laid on the characters from a place on.
    fn lies(&self, start: usize, typed: &str) -> bool {
        // The offsets into what was typed that the characters so far can account for.
        let mut reached = vec![0_usize];
        for place in &self.places[start..] {
            let mut next: Vec<usize> = Vec::new();
            for at in reached {
                let rest = &typed[at..];
                for length in place.typed_lengths(rest) {
                    if length == rest.len() {
                        return true;
                    }
                    next.push(at + length);
                }
            }
            next.sort_unstable();
            next.dedup();
            if next.is_empty() {
                return false;
            }
            reached = next;
        }
        false
    }
}

impl Place {
    /// How much of the beginning of a text this character can stand for; the whole text when it only begins a reading.
    fn typed_lengths<'t>(&'t self, text: &'t str) -> impl Iterator<Item = usize> + 't {
        let itself = text.starts_with(self.itself).then(|| self.itself.len_utf8());
        let of_reading = move |reading: &String| {
            let whole = text.starts_with(reading.as_str()).then_some(reading.len());
            let begun = reading.starts_with(text).then_some(text.len());
            let initial = reading.chars().next().filter(|first| text.starts_with(*first)).map(char::len_utf8);
            [whole, begun, initial].into_iter().flatten()
        };
        itself.into_iter().chain(self.readings.iter().flat_map(of_reading))
    }
}

/// What somebody typed to find a name.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Typed(String);

impl Typed {
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self(fold(text).replace("u:", "v"))
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether a code or another plain text holds what was typed.
    #[must_use]
    pub fn is_in(&self, text: &str) -> bool {
        fold(text).contains(&self.0)
    }
}

/// The order of names in lists: by pinyin, then by the characters.
#[must_use]
pub fn order_key(name: &str) -> String {
    let folded = fold(name);
    let mut key = String::with_capacity(folded.len() * 2);
    for character in folded.chars() {
        match character.to_pinyin_multi().and_then(|readings| readings.get_opt(0)) {
            Some(reading) => {
                key.push_str(reading.with_tone_num_end());
                key.push(' ');
            }
            None => key.push(character),
        }
    }
    key.push('\u{1}');
    key + name
}

/// All ways to read a character, without tones; both `v` and `u` for `ü`.
fn readings(character: char) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    let mut add = |reading: &str| {
        let with_v = reading.replace('ü', "v");
        for spelled in [with_v.replace('v', "u"), with_v] {
            if !all.contains(&spelled) {
                all.push(spelled);
            }
        }
    };
    for reading in character.to_pinyin_multi().into_iter().flatten() {
        add(reading.plain());
    }
    SPECIAL.iter().filter(|(special, _)| *special == character).for_each(|(_, reading)| add(reading));
    all
}

/// A text without what does not matter in a search.
fn fold(text: &str) -> String {
    let kept = text.chars().filter(|c| !c.is_whitespace() && !is_passed_over(*c));
    kept.map(half_width).flat_map(char::to_lowercase).map(|c| if c == 'ü' { 'v' } else { c }).collect()
}

/// Dots between the parts of a name, marks between syllables, and marks that are not seen: joiners, directions, the byte order mark.
fn is_passed_over(character: char) -> bool {
    matches!(character, '\'' | '’' | '·' | '・' | '•' | '‧' | '∙' | '⋅' | '･' | '．')
        || matches!(character, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}')
        || matches!(character, '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{fe00}'..='\u{fe0f}')
}

/// `Ａ` to `A`.
fn half_width(character: char) -> char {
    match character {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(character) - 0xfee0).unwrap_or(character),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, found: &[&str], not_found: &[&str]) {
        let search = SearchName::new(name);
        for typed in found {
            assert!(search.matches(&Typed::new(typed)), "{typed} in {name}");
        }
        for typed in not_found {
            assert!(!search.matches(&Typed::new(typed)), "{typed} not in {name}");
        }
    }

    #[test]
    fn a_name_is_found_in_chinese_in_pinyin_and_by_initials() {
        check(
            "青禾县第一小学",
            &[
                "", "青禾", "第一", "qinghe", "QingHe", "qing he", "qhx", "dyxx", "qingh", "qinghx",
                "q禾xian", "ｑｈ",
            ],
            &["青第", "qingx", "qinghexx", "hq", "z", "qq"],
        );
    }

    #[test]
    fn every_reading_of_a_character_finds_it() {
        check("长安小学", &["changan", "zhangan", "cax", "zax"], &["shangan"]);
        check("重阳中学", &["chongyang", "zhongyang", "cyzx"], &[]);
        check("乐亭小学", &["leting", "laoting", "yueting"], &[]);
    }

    #[test]
    fn surnames_are_found_by_their_own_reading() {
        for (name, typed) in [
            ("单雄", "shanxiong"),
            ("仇英", "qiuying"),
            ("区大", "ouda"),
            ("解缙", "xiejin"),
            ("查良", "zhaliang"),
            ("曾子", "zengzi"),
            ("盖聂", "genie"),
            ("翟让", "zhairang"),
            ("朴树", "piaoshu"),
            ("尉迟恭", "yuchigong"),
            ("万俟卨", "moqi"),
            ("覃晴", "qinqing"),
            ("缪希", "miaoxi"),
        ] {
            check(name, &[typed], &[]);
        }
    }

    #[test]
    fn u_with_two_dots_is_typed_in_four_ways() {
        check(
            "吕梁绿地小学",
            &["lvliang", "luliang", "lüliang", "lu:liang", "lvlianglvdi", "luliangludi"],
            &[],
        );
        check("女子中学", &["nvzi", "nuzi", "nüzi"], &[]);
        check("略阳小学", &["lveyang", "lueyang"], &[]);
    }

    #[test]
    fn dots_between_names_and_unseen_marks_do_not_matter() {
        check("阿依古丽·买买提", &["古丽买买提", "古丽·买", "古丽・买", "aygl", "ayigulimaimaiti"], &[]);
        check("\u{202e}青\u{200b}禾", &["青禾", "qinghe", "\u{2067}青禾"], &[]);
    }

    #[test]
    fn rare_characters_and_marks_of_pages_are_found_as_they_are() {
        check("𠮷野小学", &["𠮷野", "𠮷yexx", "yexx"], &["吉"]);
        check("<script>小学", &["<script>", "script", "xx"], &["</script>"]);
        check("=HYPERLINK(1)", &["=hyper", "link(1)"], &["=link"]);
    }

    #[test]
    fn names_are_ordered_by_pinyin() {
        let mut names = ["中心小学", "白河小学", "安宁小学", "安和小学"];
        names.sort_by_key(|name| order_key(name));
        assert_eq!(names, ["安和小学", "安宁小学", "白河小学", "中心小学"]);
    }
}
