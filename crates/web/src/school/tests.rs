//! The pages of a school over HTTP: what they show, to whom, and what becomes of a form.

use axum::http::{StatusCode, header};
use junheng_app::{Area, Branch, Post, Role};
use junheng_domain::SchoolCode;

use crate::testing::{Desk, Read};

/// Lacks teaching rooms and equipment in the sample county.
const LACKING: &str = "2199000008";
/// Two stages that share rooms.
const NINE_YEAR: &str = "3199000005";
/// A branch of another school, and one that received pupils of a split.
const BRANCH: &str = "2199000007";
const SPLIT_OFF: &str = "2199000014";

const PARTS: [&str; 5] = ["", "/similar", "/years", "/facts", "/past"];

async fn officer() -> Desk {
    Desk::sample().await.signed_in(Role::BureauOfficer)
}

fn fact(school: &str, stage: &str, measure: &str) -> String {
    format!("/schools/{school}/facts?stage={stage}&measure={measure}")
}

/// The version that a page's form would send.
fn version(page: &Read) -> String {
    let rest = page.text.split("name=\"version\" value=\"").nth(1).unwrap_or_else(|| panic!("{}", page.text));
    rest.split('"').next().unwrap().to_owned()
}

fn form(stage: &str, measure: &str, value: &str, reason: &str, version: &str) -> String {
    format!("stage={stage}&measure={measure}&value={value}&reason={reason}&version={version}")
}

#[tokio::test]
async fn every_page_of_a_school_is_shown() {
    let officer = officer().await;
    for school in [LACKING, NINE_YEAR, BRANCH, SPLIT_OFF] {
        for part in PARTS {
            let page = officer.get(&format!("/schools/{school}{part}")).await;
            assert_eq!(page.status, StatusCode::OK, "{school}{part}: {}", page.text);
            assert!(
                !page.text.contains("[web.") && !page.text.contains("%{"),
                "{school}{part}: {}",
                page.text
            );
            assert!(!page.text.contains(" style="), "{school}{part}");
        }
    }
}

#[tokio::test]
async fn a_shortfall_is_told_in_what_is_built_and_bought() {
    let page = officer().await.get(&format!("/schools/{LACKING}")).await;
    assert!(page.text.contains("300 平方米") && page.text.contains("180000 元"), "{}", page.text);
}

#[tokio::test]
async fn shared_rooms_show_the_share_of_each_stage() {
    let page = officer().await.get(&format!("/schools/{NINE_YEAR}")).await;
    // 380 × 1 of 380 × 1 + 420 × 1.1.
    assert!(page.text.contains("45.13%") && page.text.contains("54.87%"), "{}", page.text);
}

#[tokio::test]
async fn a_school_outside_the_scope_is_not_found_on_any_page() {
    let desk = Desk::sample().await;
    let area = Area::of(Branch::School(SchoolCode::new(LACKING).unwrap()));
    let head = desk.with_posts(vec![Post { role: Role::Principal, area }]);
    for part in PARTS {
        assert_eq!(
            head.get(&format!("/schools/{NINE_YEAR}{part}")).await.status,
            StatusCode::NOT_FOUND,
            "{part}"
        );
        let own = head.get(&format!("/schools/{LACKING}{part}")).await;
        assert_eq!(own.status, StatusCode::OK, "{part}: {}", own.text);
    }
    let similar = head.get(&format!("/schools/{LACKING}/similar")).await.text;
    assert!(similar.contains("权限范围外的学校") && !similar.contains("柳林镇中心小学"), "{similar}");
    let foreign = fact(NINE_YEAR, "primary", "teachers");
    assert_eq!(head.get(&foreign).await.status, StatusCode::NOT_FOUND);
    let sent = head.post(&foreign, &form("primary", "teachers", "1", "x", "1")).await;
    assert_eq!(sent.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn an_edit_is_saved_with_its_reason_and_stands_in_the_history() {
    let officer = officer().await;
    let address = fact(LACKING, "primary", "teachers");
    let before = officer.get(&address).await;
    let sent = form("primary", "teachers", "41", "%E6%A0%B8%E5%AE%9E", &version(&before));
    let saved = officer.post(&address, &sent).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text);
    let after = officer.get(saved.headers[header::LOCATION].to_str().unwrap()).await;
    assert!(after.text.contains("修改已保存") && after.text.contains("核实"), "{}", after.text);
    assert!(after.text.contains("已被替代") && after.text.contains("-2026.xlsx"), "{}", after.text);
    // The same form sent twice has one effect.
    let again = officer.post(&address, &sent).await;
    assert_eq!(
        (again.status, &again.headers[header::LOCATION]),
        (saved.status, &saved.headers[header::LOCATION])
    );
}

#[tokio::test]
async fn a_refused_form_keeps_what_was_typed_and_says_why() {
    let officer = officer().await;
    let address = fact(LACKING, "primary", "teachers");
    let now = version(&officer.get(&address).await);
    for (value, reason, keeps) in [
        ("41", "", "value=\"41\""),
        ("%3Cb%3E41", "because", "value=\"&#60;b&#62;41\""),
        ("-1", "because", "value=\"-1\""),
    ] {
        let page = officer.post(&address, &form("primary", "teachers", value, reason, &now)).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{value} {reason}");
        assert!(page.text.contains(keeps) && page.text.contains("error-summary"), "{value}: {}", page.text);
        assert!(page.text.contains("<title>错误：") && page.text.contains(reason), "{}", page.text);
    }
    assert_eq!(version(&officer.get(&address).await), now, "nothing was saved");
}

#[tokio::test]
async fn the_second_of_two_people_sees_both_versions() {
    let officer = officer().await;
    let address = fact(LACKING, "primary", "teachers");
    let seen = version(&officer.get(&address).await);
    officer.post(&address, &form("primary", "teachers", "41", "first", &seen)).await;
    let late = officer.post(&address, &form("primary", "teachers", "42", "second", &seen)).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    for both in ["41", "value=\"42\"", "first", "second", "他人已修改"] {
        assert!(late.text.contains(both), "{both}: {}", late.text);
    }
    let knowingly = form("primary", "teachers", "42", "second", &version(&late));
    assert_eq!(officer.post(&address, &knowingly).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn hostile_names_go_through_every_page_unharmed() {
    let officer = officer().await;
    let address = fact(LACKING, "", "name");
    let now = version(&officer.get(&address).await);
    let name = "%3Cscript%3Ealert(1)%3C%2Fscript%3E%22'%F0%A0%AE%B7%C2%B7%E2%80%AE%3DHYPERLINK(1)";
    let saved = officer.post(&address, &form("", "name", name, "x", &now)).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text);
    let addresses = PARTS.map(|part| format!("/schools/{LACKING}{part}"));
    let others =
        [address, "/indicators/R4".to_owned(), format!("/why?subject={LACKING}%2Fprimary&indicator=R4")];
    for address in addresses.iter().chain(&others) {
        let page = officer.get(address).await;
        assert_eq!(page.status, StatusCode::OK, "{address}");
        assert!(!page.text.contains("<script>alert") && page.text.contains('𠮷'), "{address}: {}", page.text);
    }
}

#[tokio::test]
async fn what_cannot_be_asked_for_is_not_found() {
    let officer = officer().await;
    for address in [
        "/schools/0000".to_owned(),
        "/schools/a%7Cb".to_owned(),
        fact(LACKING, "primary", "nothing"),
        fact(LACKING, "junior", "teachers"),
        format!("/schools/{LACKING}?standard=nothing"),
    ] {
        assert_eq!(officer.get(&address).await.status, StatusCode::NOT_FOUND, "{address}");
    }
}
