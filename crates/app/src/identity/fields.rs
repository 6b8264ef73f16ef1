//! What may stand in the fields of a person: login, name, phone.

use junheng_domain::{Finding, Place, Severity};

/// An error at a field of a form.
pub(crate) fn wrong(field: &str, code: &str) -> Finding {
    Finding::new(code, Severity::Error, Place { field: Some(field.to_owned()), ..Place::default() })
}

const LOGIN: std::ops::RangeInclusive<usize> = 2..=40;
/// Longest names: ethnic-minority names on identity cards pass fifty characters.
const NAME: usize = 100;
const PHONE: std::ops::RangeInclusive<usize> = 5..=20;

/// Letters of any script, digits, and `. _ - @`.
pub(super) fn check_login(field: &str, login: &str, findings: &mut Vec<Finding>) {
    let login = login.trim();
    let allowed = |letter: char| letter.is_alphanumeric() || matches!(letter, '.' | '_' | '-' | '@');
    if login.is_empty() {
        findings.push(wrong(field, "login-needed"));
    } else if !LOGIN.contains(&login.chars().count()) || !login.chars().all(allowed) {
        findings.push(wrong(field, "login-form").with_value(login));
    }
}

/// Any name, in any script; nothing that cannot be seen.
pub(super) fn check_name(field: &str, name: &str, findings: &mut Vec<Finding>) {
    let name = name.trim();
    if name.is_empty() {
        findings.push(wrong(field, "name-needed"));
    } else if name.chars().count() > NAME || name.chars().any(char::is_control) {
        findings.push(wrong(field, "name-form").with_value(name));
    }
}

/// May be empty.
pub(super) fn check_phone(field: &str, phone: &str, findings: &mut Vec<Finding>) {
    let phone = phone.trim();
    let allowed = |letter: char| letter.is_ascii_digit() || matches!(letter, '+' | '-' | ' ');
    if !phone.is_empty() && (!PHONE.contains(&phone.len()) || !phone.chars().all(allowed)) {
        findings.push(wrong(field, "phone-form").with_value(phone));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(test: fn(&str, &str, &mut Vec<Finding>), text: &str, code: Option<&str>) {
        let mut findings = Vec::new();
        test("field", text, &mut findings);
        assert_eq!(findings.first().map(|finding| finding.code.as_str()), code, "{text:?}");
    }

    #[test]
    fn a_login_has_letters_digits_and_few_signs() {
        for good in ["wang.fang", "王芳", "13800000000", " 𠮷田_01 ", "a@b.cn"] {
            check(check_login, good, None);
        }
        check(check_login, "  ", Some("login-needed"));
        for bad in ["a", "wang fang", "<script>", "a\u{202e}bc", &"x".repeat(41)] {
            check(check_login, bad, Some("login-form"));
        }
    }

    #[test]
    fn names_of_all_peoples_are_names() {
        for good in ["王芳", "买买提·吐尔逊", "𠮷", "<b>", "=1+1"] {
            check(check_name, good, None);
        }
        check(check_name, "", Some("name-needed"));
        check(check_name, "王\n芳", Some("name-form"));
    }

    #[test]
    fn a_phone_number_may_be_missing() {
        for good in ["", "13800000000", "+86 571-1234567"] {
            check(check_phone, good, None);
        }
        check(check_phone, "打电话", Some("phone-form"));
    }
}
