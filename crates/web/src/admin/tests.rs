//! Administration, by people with real sessions: two people for one post, and nobody for themself.

use axum::http::StatusCode;
use junheng_app::Role;

use crate::sign_in::tests::{
    Browser, PASSWORD, assert_leads, between, registered, to, without_second_factor,
};
use crate::testing::Desk;

async fn signed_in<'a>(desk: &'a Desk, login: &str, role: Role) -> (Browser<'a>, String) {
    let person = registered(desk.office(), login, role).await;
    let mut browser = Browser::new(desk);
    assert_leads(&browser.sign_in(login, PASSWORD).await, "/");
    (browser, person)
}

#[tokio::test]
async fn one_registers_and_another_grants() {
    let desk = Desk::sample().await;
    without_second_factor(desk.office()).await;
    let (mut system, _) = signed_in(&desk, "sys", Role::SystemAdministrator).await;
    let (mut security, own) = signed_in(&desk, "sec", Role::SecurityAdministrator).await;

    for same in ["sec", "Sec", "ＳＥＣ", " sec ", "\u{3000}sec"] {
        let refused = system.post("/people/new", &[("login", same), ("name", "李<b>明</b>")]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{same}");
        assert!(
            refused.text.contains("已有人使用") && refused.text.contains("李&#60;b&#62;明"),
            "{same}: {}",
            refused.text
        );
    }
    let added = system.post("/people/new", &[("login", "li.ming"), ("name", "李<b>明</b>")]).await;
    let person = to(&added).to_owned();
    assert!(person.starts_with("/people/"), "{}", added.text);

    let grant = [("role", "principal"), ("place", "school:2199000008")];
    let posts = format!("{person}/posts");
    assert_eq!(system.post(&posts, &grant).await.status, StatusCode::FORBIDDEN);
    assert_leads(&security.post(&posts, &grant).await, &person);
    let page = security.get(&person).await;
    assert!(page.text.contains("校长 2199000008") && page.text.contains("李&#60;b&#62;明"), "{}", page.text);

    for (fields, said) in [
        ([("role", "principal"), ("place", "county")], "只能设在一所学校"),
        ([("role", "audit_administrator"), ("place", "county")], "也不能兼任其他岗位"),
        ([("role", "king"), ("place", "county")], "没有选择岗位"),
        ([("role", "supervisor"), ("place", "moon")], "没有这个乡镇或学校"),
    ] {
        let refused = security.post(&posts, &fields).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text.contains(said), "{said}");
    }
    let own_posts = format!("/people/{own}/posts");
    let refused = security.post(&own_posts, &[("role", "bureau_leader"), ("place", "county")]).await;
    assert_eq!(refused.status, StatusCode::CONFLICT, "nobody grants themself");
    assert_eq!(
        security.get("/people/new").await.status,
        StatusCode::FORBIDDEN,
        "who grants registers nobody"
    );
}

#[tokio::test]
async fn a_link_made_on_the_page_sets_the_first_password_only() {
    let desk = Desk::sample().await;
    without_second_factor(desk.office()).await;
    let (mut system, _) = signed_in(&desk, "sys", Role::SystemAdministrator).await;
    let added = system.post("/people/new", &[("login", "li.ming"), ("name", "李明")]).await;
    let invitation = format!("{}/invitation", to(&added));
    let made = system.post(&invitation, &[]).await;
    let link = format!("/link/{}", between(&made.text, "<code>/link/", "</code>"));
    let mut browser = Browser::new(&desk);
    let fields = [("password", PASSWORD), ("again", PASSWORD)];
    assert_leads(&browser.post(&link, &fields).await, "/sign-in?set=1");
    assert_eq!(browser.post(&link, &fields).await.status, StatusCode::GONE);
    let refused = system.post(&invitation, &[]).await;
    assert_eq!(refused.status, StatusCode::CONFLICT, "who registers people cannot take an account over");
}

#[tokio::test]
async fn the_security_administrator_sets_rules_ends_sessions_and_sees_no_data() {
    let desk = Desk::sample().await;
    without_second_factor(desk.office()).await;
    let (mut security, _) = signed_in(&desk, "sec", Role::SecurityAdministrator).await;
    let (mut head, _) = signed_in(&desk, "head.he", Role::Principal).await;
    let refused = security.post("/policies", &[("password_length", "4"), ("idle_minutes", "x")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("请填写8至64之间的整数") && refused.text.contains("value=\"x\""));
    assert_leads(&security.post("/policies", &[("idle_minutes", "20")]).await, "/policies");
    assert!(security.get("/policies").await.text.contains("value=\"20\""));

    let (list, account) = (security.get("/sessions").await, security.get("/account").await);
    let keys = list.text.split("action=\"/sessions/").skip(1).map(|part| part.split('/').next().unwrap());
    let others: Vec<&str> = keys.filter(|key| !account.text.contains(key)).collect();
    assert_eq!(others.len(), 1);
    assert_leads(&security.post(&format!("/sessions/{}/end", others[0]), &[]).await, "/sessions");
    assert_leads(&head.get("/").await, "/sign-in");
}

#[tokio::test]
async fn whoever_is_locked_out_is_listed_and_let_in_again() {
    let desk = Desk::sample().await;
    without_second_factor(desk.office()).await;
    let (mut security, _) = signed_in(&desk, "sec", Role::SecurityAdministrator).await;
    let person = registered(desk.office(), "head.he", Role::Principal).await;
    for _ in 0..5 {
        Browser::new(&desk).sign_in("head.he", "wrong").await;
    }
    let locked = Browser::new(&desk).sign_in("head.he", PASSWORD).await;
    assert_eq!(locked.status, StatusCode::UNPROCESSABLE_ENTITY, "the right one as well");
    let list = security.get("/people?state=locked").await;
    assert!(list.text.contains("head.he") && list.text.contains("共 1 人"), "{}", list.text);
    assert_leads(
        &security.post(&format!("/people/{person}/unlock"), &[]).await,
        &format!("/people/{person}"),
    );
    assert_leads(&Browser::new(&desk).sign_in("head.he", PASSWORD).await, "/");
}

#[tokio::test]
async fn the_auditor_finds_what_was_done_by_whom_and_nothing_that_was_typed() {
    let desk = Desk::sample().await;
    without_second_factor(desk.office()).await;
    let (mut audit, _) = signed_in(&desk, "aud", Role::AuditAdministrator).await;
    Browser::new(&desk).sign_in("my-own-password-1", "x").await;
    let all = audit.get("/audit").await;
    for said in ["登录失败", "授予岗位", "设置密码", "王小芳"] {
        assert!(all.text.contains(said), "{said}: {}", all.text);
    }
    assert!(!all.text.contains("my-own-password-1"));
    let some = audit.get("/audit?action=grant-post&by=op").await;
    assert!(some.text.contains("<code>grant-post</code>") && !some.text.contains("<code>sign-in</code>"));
    let none = audit.get("/audit?object=%3Cscript%3E&from=2030-01-01").await;
    assert!(none.text.contains("&#60;script&#62;") && !none.text.contains("<code>sign-in</code>"));
    assert_eq!(audit.get("/health").await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn the_auditor_sees_under_which_post_and_from_where() {
    let desk = Desk::sample().await.reached_from("198.51.100.20");
    without_second_factor(desk.office()).await;
    let (mut audit, _) = signed_in(&desk, "aud", Role::AuditAdministrator).await;
    assert_eq!(audit.get("/people/export").await.status, StatusCode::OK);
    let export = audit.get("/audit?role=audit_administrator&address=198.51.").await.text;
    assert!(
        export.contains("<code>export</code>") && !export.contains("<code>grant-post</code>"),
        "{export}"
    );
    let told = "<br><small class=\"nowrap\">审计管理员（全县）</small><br><small class=\"nowrap\">198.51.100.20</small>";
    assert!(export.contains(told), "{export}");
    let operator = audit.get("/audit?role=operator").await.text;
    assert!(
        operator.contains("<code>grant-post</code>") && operator.contains("本机操作员（全县）"),
        "{operator}"
    );
    let elsewhere = audit.get("/audit?address=203.0.113.66").await.text;
    assert!(
        !elsewhere.contains("nowrap\">203"),
        "what a machine says of itself is not believed: {elsewhere}"
    );
}

#[tokio::test]
async fn the_system_administrator_sees_the_machine_and_backs_up() {
    let desk = Desk::sample().await;
    without_second_factor(desk.office()).await;
    let (mut system, _) = signed_in(&desk, "sys", Role::SystemAdministrator).await;
    let health = system.get("/health").await;
    assert_eq!(health.status, StatusCode::OK);
    assert_leads(&system.post("/backups", &[]).await, "/health");
    assert!(system.get("/health").await.text.contains(".junheng</th>"));
    let found = system.get("/people?q=wxf").await;
    assert!(found.text.contains("共 1 人"), "found by initials: {}", found.text);
    assert!(system.get("/people?q=zzz").await.text.contains("共 0 人"));
}

#[tokio::test]
async fn the_list_of_rights_names_each_post_of_everybody_and_its_export_is_recorded() {
    let desk = Desk::sample().await;
    without_second_factor(desk.office()).await;
    let (mut audit, _) = signed_in(&desk, "aud", Role::AuditAdministrator).await;
    let (mut head, _) = signed_in(&desk, "head.he", Role::Principal).await;
    assert_eq!(head.get("/people/export").await.status, StatusCode::FORBIDDEN);
    let list = audit.get("/people/export?format=csv").await.text;
    let of_head: Vec<&str> = list.lines().filter(|line| line.contains(",head.he,")).collect();
    assert!(matches!(of_head[..], [line] if line.contains(",校长,") && line.contains(",是,")), "{list}");
    let recorded = audit.get("/audit?action=export").await.text;
    assert_eq!(recorded.matches("<code>export</code>").count(), 1, "{recorded}");
}
