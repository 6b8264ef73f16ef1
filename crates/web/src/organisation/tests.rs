//! Departments, the leading group and who answers for what: written down, shown where it matters, and kept.

use axum::http::StatusCode;
use junheng_app::{Area, Branch, Post, Role};

use crate::links::encoded;
use crate::testing::{Desk, Read};

fn form(fields: &[(&str, &str)]) -> String {
    fields.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect::<Vec<_>>().join("&")
}

async fn add_department(desk: &Desk, name: &str, telephone: &str) -> Read {
    let fields = [("kind", "county_office"), ("name", name), ("telephone", telephone)];
    desk.post("/organisation/departments/new", &form(&fields)).await
}

async fn assign(desk: &Desk, matter: &str, fields: &[(&str, &str)]) -> Read {
    desk.post(&format!("/responsibilities/{}", encoded(matter)), &form(fields)).await
}

/// The sample county with two departments, met by a head of the bureau.
async fn desk() -> Desk {
    let desk = Desk::sample().await.signed_in(Role::BureauLeader);
    for (name, telephone) in [("财政局", "0310-1234567"), ("县残联·<b>", "")] {
        assert_eq!(add_department(&desk, name, telephone).await.location(), "/organisation#departments");
    }
    desk
}

#[tokio::test]
async fn a_department_and_a_seat_stand_on_the_page_of_the_organisation() {
    let desk = desk().await;
    let seat = [("seat", "head"), ("holder", "赵𠮷"), ("duty", "副县长"), ("department", "1")];
    let added = desk.post("/organisation/seats/new", &form(&seat)).await;
    assert_eq!(added.location(), "/organisation#leading-group");
    let page = desk.get("/organisation").await;
    for said in ["财政局", "0310-1234567", "县残联·&#60;b&#62;", "组长", "赵𠮷", "副县长", "城关镇"]
    {
        assert!(page.text.contains(said), "{said}: {}", page.text);
    }
    let ended = [("kind", "county_office"), ("name", "财政局"), ("ended_on", "2020-12-31")];
    desk.post("/organisation/departments/1", &form(&ended)).await;
    let page = desk.get("/organisation").await;
    assert!(page.text.contains("已撤销的部门") && page.text.contains("–2020-12-31"), "{}", page.text);
}

#[tokio::test]
async fn what_cannot_be_taken_comes_back_with_its_error() {
    let desk = desk().await;
    let again = add_department(&desk, " 财政局 ", "<b>").await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        again.text.contains("#field-telephone") && again.text.contains("value=\" 财政局 \""),
        "{}",
        again.text
    );
    let again = add_department(&desk, " 财政局 ", "").await;
    assert!(again.text.contains("已有同名部门"), "{}", again.text);
    let seat =
        desk.post("/organisation/seats/new", "seat=king&holder=&department=9&from_on=2026-02-30").await;
    for field in ["seat", "holder", "department", "from_on"] {
        assert!(seat.text.contains(&format!("href=\"#field-{field}\"")), "{field}: {}", seat.text);
    }
    let wrong = assign(&desk, "indicator:R1", &[("owner", ""), ("helpers", "2"), ("due_on", "x")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text.contains("先选择责任部门") && wrong.text.contains("#field-due_on"), "{}", wrong.text);
    for matter in ["indicator:nothing", "nonsense", "form:nothing"] {
        assert_eq!(assign(&desk, matter, &[("owner", "1")]).await.status, StatusCode::NOT_FOUND, "{matter}");
    }
}

#[tokio::test]
async fn who_answers_is_told_on_the_pages_that_it_is_about() {
    let desk = desk().await;
    assert!(desk.get("/indicators/R1").await.text.contains("无人负责"));
    let fields = [("owner", "1"), ("helpers", "2"), ("due_on", "2999-06-30"), ("why", "第3号纪要")];
    let done = assign(&desk, "requirement:resources", &fields).await;
    assert!(done.location().starts_with("/responsibilities/requirement%3Aresources?"), "{}", done.location());
    let indicator = desk.get("/indicators/R1").await;
    for said in ["财政局", "0310-1234567", "配合：县残联·&#60;b&#62;", "2999-06-30 前完成"] {
        assert!(indicator.text.contains(said), "{said}: {}", indicator.text);
    }
    assign(&desk, "indicator:R1", &[("owner", "2"), ("due_on", "")]).await;
    let indicator = desk.get("/indicators/R1").await;
    assert!(!indicator.text.contains("0310-1234567"), "the indicator's own word comes first");

    // The county's own missing items are owed by those who answer for them.
    for requirement in ["government", "quality", "society", "eligibility"] {
        assign(&desk, &format!("requirement:{requirement}"), &[("owner", "1")]).await;
    }
    let home = desk.get("/").await;
    assert!(home.text.contains("责任部门：财政局"), "{}", home.text);

    assign(&desk, "form:school", &[("owner", "1")]).await;
    let round = desk.make_round("2999-12-31", false).await;
    let board = desk.get(&format!("/reporting/{round}")).await;
    assert!(board.text.contains("收集部门") && board.text.contains("财政局"), "{}", board.text);

    let of_one = desk.get("/responsibilities?department=2").await;
    assert!(
        of_one.text.contains("indicator%3AR1?") && !of_one.text.contains("government"),
        "{}",
        of_one.text
    );
}

#[tokio::test]
async fn who_answered_before_is_kept_with_its_days_and_reasons() {
    let desk = desk().await;
    for (owner, from_on, why) in
        [("1", "2026-01-01", "第1号"), ("2", "2026-07-01", "第2号"), ("", "2026-10-01", "第3号")]
    {
        assign(&desk, "indicator:R1", &[("owner", owner), ("from_on", from_on), ("why", why)])
            .await
            .location();
    }
    let page = desk.get("/responsibilities/indicator%3AR1").await;
    for said in
        ["2026-01-01–2026-06-30 财政局", "2026-07-01–2026-09-30 县残联", "2026-10-01 无人负责", "第3号"]
    {
        assert!(page.text.contains(said), "{said}: {}", page.text);
    }
    let audit = desk.signed_in(Role::AuditAdministrator).get("/audit?action=assign").await;
    assert!(audit.text.contains("确定责任分工"), "{}", audit.text);
}

#[tokio::test]
async fn only_the_whole_countys_people_change_it_and_everybody_reads_it() {
    let desk = desk().await;
    let of_a_township = Area::of(Branch::Township("城关镇".to_owned()));
    let officer = desk.with_posts(vec![Post { role: Role::BureauOfficer, area: of_a_township }]);
    let refused = add_department(&officer, "人事股", "").await;
    assert_eq!(refused.status, StatusCode::CONFLICT, "{}", refused.text);
    assert_eq!(assign(&officer, "indicator:R1", &[("owner", "1")]).await.status, StatusCode::CONFLICT);
    assert_eq!(officer.get("/organisation/departments/new").await.status, StatusCode::FORBIDDEN);
    for role in Role::ALL {
        let read = desk.signed_in(role);
        for path in ["/organisation", "/responsibilities", "/responsibilities/indicator%3AR1"] {
            assert_eq!(read.get(path).await.status, StatusCode::OK, "{} {path}", role.as_str());
        }
    }
    let names = |read: Read| read.text.matches("/schools/").count();
    let head = junheng_domain::SchoolCode::new("2199000008").unwrap();
    let head = desk.with_posts(vec![Post { role: Role::Principal, area: Area::of(Branch::School(head)) }]);
    assert_eq!(names(head.get("/organisation").await), 1, "a principal finds the own school alone");
    assert_eq!(names(desk.signed_in(Role::AuditAdministrator).get("/organisation").await), 0);
}
