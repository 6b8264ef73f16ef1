//! What must not stand in a text for the public: numbers of people's papers, telephones, bank cards and dates of
//! birth (教财厅函〔2017〕28号), and words that show a list of children.

use junheng_domain::{Finding, Place, Severity};

/// Words that head columns of personal data.
const FORBIDDEN: [&str; 12] = [
    "身份证",
    "证件号",
    "学籍号",
    "家庭住址",
    "联系电话",
    "监护人",
    "银行卡",
    "残疾类别",
    "建档立卡",
    "单亲",
    "孤儿名单",
    "留守儿童名单",
];

/// Digits that stand this near to a word for birth are a date of birth.
const NEAR: usize = 12;

/// Everything in a text that must not be public, masked.
#[must_use]
pub fn unfit(text: &str) -> Vec<Finding> {
    // Full-width digits are digits too.
    let plain: Vec<char> = text.chars().map(halved).collect();
    let mut findings = Vec::new();
    for (start, run) in runs(&plain) {
        let digits: String = run.iter().filter(|c| c.is_ascii_alphanumeric()).collect();
        let code = if is_identity_number(&digits) {
            "public-identity-number"
        } else if is_bank_card(&digits) {
            "public-bank-card"
        } else if is_mobile(&digits) {
            "public-phone"
        } else if is_date(&digits) && near_birth(&plain, start) {
            "public-birth-date"
        } else {
            continue;
        };
        findings.push(finding(code).with_value(masked(&digits)));
    }
    let joined: String = plain.iter().filter(|c| !c.is_whitespace()).collect();
    let words = FORBIDDEN.iter().filter(|word| joined.contains(**word));
    findings.extend(words.map(|word| finding("public-forbidden-word").with_value(*word)));
    findings
}

fn finding(code: &str) -> Finding {
    Finding::new(code, Severity::Error, Place::default())
}

fn halved(c: char) -> char {
    match c {
        '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' => {
            char::from_u32(c as u32 - '０' as u32 + '0' as u32).unwrap_or(c)
        }
        other => other,
    }
}

/// Runs of digits, an `X` at their end, and the marks that people put between them.
fn runs(text: &[char]) -> Vec<(usize, &[char])> {
    let belongs = |at: usize| {
        let c = text[at];
        let between = matches!(c, ' ' | '-' | '.' | '/' | '年' | '月' | '\u{a0}')
            && at > 0
            && text[at - 1].is_ascii_digit()
            && text.get(at + 1).is_some_and(char::is_ascii_digit);
        let check = matches!(c, 'x' | 'X') && at > 0 && text[at - 1].is_ascii_digit();
        c.is_ascii_digit() || between || check
    };
    let mut runs = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let start = at;
        while at < text.len() && belongs(at) {
            at += 1;
        }
        if at > start {
            runs.push((start, &text[start..at]));
        } else {
            at += 1;
        }
    }
    runs
}

/// GB 11643-1999: 17 digits and a check character.
fn is_identity_number(digits: &str) -> bool {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    const CHECKS: &[u8; 11] = b"10X98765432";
    let bytes = digits.as_bytes();
    let windows = bytes.windows(18);
    let valid = |window: &[u8]| {
        let sum =
            window.iter().zip(WEIGHTS).map(|(byte, weight)| u32::from(byte.wrapping_sub(b'0')) * weight);
        let all_digits = window[..17].iter().all(u8::is_ascii_digit);
        all_digits && CHECKS[(sum.sum::<u32>() % 11) as usize] == window[17].to_ascii_uppercase()
    };
    windows.into_iter().any(valid)
}

/// 16 to 19 digits that keep the Luhn sum.
fn is_bank_card(digits: &str) -> bool {
    let luhn = digits.bytes().rev().enumerate().map(|(at, byte)| {
        let digit = u32::from(byte.wrapping_sub(b'0'));
        if at % 2 == 1 { digit * 2 / 10 + digit * 2 % 10 } else { digit }
    });
    (16..=19).contains(&digits.len())
        && digits.bytes().all(|b| b.is_ascii_digit())
        && luhn.sum::<u32>() % 10 == 0
}

fn is_mobile(digits: &str) -> bool {
    let national = digits.strip_prefix("86").filter(|rest| rest.len() == 11).unwrap_or(digits);
    national.len() == 11 && national.starts_with('1') && matches!(national.as_bytes()[1], b'3'..=b'9')
}

fn is_date(digits: &str) -> bool {
    digits.len() >= 6 && digits.len() <= 8 && (digits.starts_with("19") || digits.starts_with("20"))
}

fn near_birth(text: &[char], at: usize) -> bool {
    let before: String = text[at.saturating_sub(NEAR)..at].iter().collect();
    before.contains("出生") || before.contains("生日") || before.to_lowercase().contains("birth")
}

/// The first three and how many more, so that the number is not in the finding.
fn masked(digits: &str) -> String {
    let kept: String = digits.chars().take(3).collect();
    format!("{kept}{}", "*".repeat(digits.len().saturating_sub(3)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, codes: &[&str]) {
        let found: Vec<String> = unfit(text).into_iter().map(|finding| finding.code).collect();
        assert_eq!(found, codes, "{text}");
    }

    #[test]
    fn what_names_a_person_is_found_however_it_is_written() {
        check("11010520100101123 2 已录取", &["public-identity-number"]);
        check("G110105201001011232", &["public-identity-number"]);
        check("１１０１０５２０１００１０１１２３２", &["public-identity-number"]);
        check("93115620150101002-9", &["public-identity-number"]);
        check("请致电 138 1234 5678", &["public-phone"]);
        check("+86-13812345678", &["public-phone"]);
        check("账号4111 1111 1111 1111", &["public-bank-card"]);
        check("张某，出生日期：2015年3月8", &["public-birth-date"]);
        check("出生 2015-03-08", &["public-birth-date"]);
        check("姓名、身 份 证、班级", &["public-forbidden-word"]);
    }

    #[test]
    fn figures_of_the_county_are_fit_for_the_public() {
        check("2026学年全县小学 9 所、初中 6 所，在校生 12 345 人。", &[]);
        check("教督〔2017〕6号，2026年9月1日公布，电话 0571-88661234。", &[]);
        check("差异系数 0.501787，体育场馆面积 4.5 平方米。", &[]);
    }

    #[test]
    fn a_finding_does_not_tell_the_number_again() {
        let [finding] = unfit("13812345678").try_into().unwrap();
        assert_eq!(finding.value.as_deref(), Some("138********"));
    }
}
