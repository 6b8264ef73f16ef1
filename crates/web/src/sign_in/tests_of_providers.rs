//! Signing in through an identity provider that listens on this machine, and everything that must not come of it.

use axum::http::{StatusCode, header};
use junheng_app::{AuditAsked, NewProvider, Office, Role};
use junheng_testkit::provider::{CLIENT, Fault, SECRET, TestProvider};

use super::tests::{
    Browser, PASSWORD, assert_leads, between, code, operator, registered, without_second_factor,
};
use crate::testing::{Desk, Read};

const OURS: &str = "https://balance.example.org";
const BACK: &str = "/sign-in/provider/return";

fn form(provider: &TestProvider) -> NewProvider<'_> {
    // A test may lose the few bytes of an address.
    let issuer: &'static str = provider.issuer().leak();
    NewProvider { issuer, client: CLIENT, secret: SECRET, label: "县认证", address: OURS, on: true }
}

async fn set(office: &Office, form: NewProvider<'_>) {
    let (operator, now) = (operator(), jiff::Timestamp::now().to_string());
    office.set_provider(&operator.permit(), &operator.proof(), form, &now).await.unwrap();
}

/// A county whose people sign in through a provider.
async fn county() -> (Desk, TestProvider) {
    let (desk, provider) = (Desk::sample().await, TestProvider::start().unwrap());
    without_second_factor(desk.office()).await;
    set(desk.office(), form(&provider)).await;
    (desk, provider)
}

/// The provider's page that a page of ours leads to.
fn leads_out(read: &Read) -> String {
    assert_eq!(read.status, StatusCode::OK, "{}", read.text);
    between(&read.text, "content=\"0; url=", "\"").replace("&#38;", "&")
}

/// The path of ours that the provider leads back to.
fn path(back: &str) -> String {
    back.strip_prefix(OURS).unwrap().to_owned()
}

async fn goes_out(browser: &mut Browser<'_>) -> String {
    leads_out(&browser.post("/sign-in/provider", &[("to", "/schools")]).await)
}

/// To the provider and back, where `subject` signs in.
async fn enters(browser: &mut Browser<'_>, provider: &TestProvider, subject: &str) -> Read {
    let address = goes_out(browser).await;
    browser.get(&path(&provider.consents(&address, subject))).await
}

async fn links(browser: &mut Browser<'_>, provider: &TestProvider, subject: &str) -> Read {
    let address = leads_out(&browser.post("/account/provider", &[("password", PASSWORD)]).await);
    browser.get(&path(&provider.consents(&address, subject))).await
}

/// Somebody who has linked their account to `subject`, in a browser of their own.
async fn linked<'a>(desk: &'a Desk, provider: &TestProvider, login: &str, subject: &str) -> Browser<'a> {
    registered(desk.office(), login, Role::Principal).await;
    let mut browser = Browser::new(desk);
    assert_leads(&browser.sign_in(login, PASSWORD).await, "/");
    assert_leads(&links(&mut browser, provider, subject).await, "/account/provider?linked=1");
    browser
}

#[track_caller]
fn assert_refused(read: &Read, status: StatusCode, said: &str) {
    assert_eq!(read.status, status, "{}", read.text);
    assert!(read.text.contains(said), "{said}: {}", read.text);
}

async fn audited(office: &Office, action: &str) -> String {
    let asked = AuditAsked { action, ..AuditAsked::default() };
    let found = office.search_audit(&operator().permit(), asked).await.unwrap();
    found.lines.iter().map(|line| format!("{} {}\n", line.object, line.after)).collect()
}

#[tokio::test]
async fn whoever_linked_their_account_signs_in_by_the_button() {
    let (desk, provider) = county().await;
    let own = linked(&desk, &provider, "wang.fang", "zhang").await;
    let mut browser = Browser::new(&desk);
    let page = browser.get("/sign-in?to=/schools").await;
    assert!(page.text.contains("县认证") && page.text.contains("action=\"/sign-in/provider\""));
    browser.cookie = "junheng=planted-by-somebody-else".to_owned();
    assert_leads(&enters(&mut browser, &provider, "zhang").await, "/schools");
    assert_ne!(browser.cookie, "junheng=planted-by-somebody-else");
    assert_eq!(browser.way_back, "junheng-provider=", "it was good for one way back");
    assert_eq!(browser.get("/schools").await.status, StatusCode::OK);
    assert!(audited(desk.office(), "sign-in").await.contains(r#""way":"provider""#));
    assert!(browser.get("/account").await.text.contains("（经统一身份认证）"));

    // A provider's word is no proof for what is sensitive.
    let made = browser.post("/account/tokens", &[("name", "sync"), ("post", "0"), ("days", "30")]).await;
    assert_leads(&made, "/account/proof?to=/account/tokens");
    drop(own);
}

#[tokio::test]
async fn whoever_has_no_linked_account_gets_none() {
    let (desk, provider) = county().await;
    registered(desk.office(), "zhang", Role::Principal).await;
    let mut browser = Browser::new(&desk);
    let refused = enters(&mut browser, &provider, "zhang").await;
    assert_refused(&refused, StatusCode::FORBIDDEN, "这个身份没有可以登录的账号");
    assert!(browser.cookie.is_empty());
    assert!(audited(desk.office(), "sign-in-failed").await.contains(r#""why":"unknown""#));
}

#[tokio::test]
async fn a_second_factor_of_ones_own_is_still_asked_for() {
    let (desk, provider) = county().await;
    let mut own = linked(&desk, &provider, "wang.fang", "zhang").await;
    let enrol = own.get("/account/second-factor").await;
    let secret = between(&enrol.text, "name=\"secret\" value=\"", "\"").to_owned();
    let set = own.post("/account/second-factor", &[("secret", &secret), ("code", &code(&secret))]).await;
    let recovery = between(&set.text, "<li><code>", "</code>").to_owned();

    let mut browser = Browser::new(&desk);
    assert_leads(&enters(&mut browser, &provider, "zhang").await, "/sign-in/code?to=/schools");
    assert_leads(&browser.get("/").await, "/sign-in/code");
    assert_leads(
        &browser.post("/sign-in/code", &[("code", &recovery), ("to", "/schools")]).await,
        "/schools",
    );
    assert_eq!(browser.get("/").await.status, StatusCode::OK);
    let made = browser.post("/account/tokens", &[("name", "sync"), ("post", "0"), ("days", "30")]).await;
    assert_leads(&made, "/account/proof?to=/account/tokens");
}

#[tokio::test]
async fn a_way_back_opens_once_and_in_its_own_browser() {
    let (desk, provider) = county().await;
    linked(&desk, &provider, "wang.fang", "zhang").await;
    let mut browser = Browser::new(&desk);
    let address = goes_out(&mut browser).await;
    let back = path(&provider.consents(&address, "zhang"));

    let mut other = Browser::new(&desk);
    assert_refused(&other.get(&back).await, StatusCode::GONE, "不是从这个浏览器开始");
    goes_out(&mut other).await;
    assert_refused(&other.get(&back).await, StatusCode::GONE, "不是从这个浏览器开始");
    let way_back = browser.way_back.clone();
    assert_leads(&browser.get(&back).await, "/schools");
    browser.way_back = way_back;
    assert_refused(&browser.get(&back).await, StatusCode::GONE, "已用过");
    for nothing in
        [BACK, "/sign-in/provider/return?state=a&state=b&code=c", "/sign-in/provider/return?state=x"]
    {
        assert_refused(&browser.get(nothing).await, StatusCode::GONE, "请重新开始");
    }
}

#[tokio::test]
async fn an_answer_that_breaks_a_rule_opens_nothing() {
    let (desk, provider) = county().await;
    linked(&desk, &provider, "wang.fang", "zhang").await;
    for (fault, status, said) in [
        (Fault::StrangeKey, StatusCode::FORBIDDEN, "无法核实"),
        (Fault::Unsigned, StatusCode::FORBIDDEN, "无法核实"),
        (Fault::WrongAudience, StatusCode::FORBIDDEN, "无法核实"),
        (Fault::WrongIssuer, StatusCode::FORBIDDEN, "无法核实"),
        (Fault::WrongNonce, StatusCode::FORBIDDEN, "属于另一次登录"),
        (Fault::Expired, StatusCode::FORBIDDEN, "时钟相差"),
        (Fault::OfTheFuture, StatusCode::FORBIDDEN, "时钟相差"),
        (Fault::Down, StatusCode::BAD_GATEWAY, "没有应答"),
    ] {
        let mut browser = Browser::new(&desk);
        let address = goes_out(&mut browser).await;
        let back = path(&provider.consents(&address, "zhang"));
        provider.breaks(fault);
        assert_refused(&browser.get(&back).await, status, said);
        assert!(browser.cookie.is_empty(), "{fault:?}");
        provider.breaks(Fault::None);
        assert_refused(&browser.get(&back).await, StatusCode::GONE, "请重新开始");
    }
}

#[tokio::test]
async fn what_the_provider_refuses_is_said_and_changes_nothing() {
    let (desk, provider) = county().await;
    linked(&desk, &provider, "wang.fang", "zhang").await;
    let mut browser = Browser::new(&desk);
    let address = goes_out(&mut browser).await;
    let refused = browser.get(&path(&provider.refuses(&address))).await;
    assert_refused(&refused, StatusCode::FORBIDDEN, "没有同意登录");

    let address = goes_out(&mut browser).await;
    let forged = path(&provider.consents(&address, "zhang")).replace("code-", "guessed-");
    assert_refused(&browser.get(&forged).await, StatusCode::FORBIDDEN, "不接受这次登录的授权码");

    let address = goes_out(&mut browser).await;
    let mixed = format!("{}&iss=https%3A%2F%2Fevil.example.org", path(&provider.consents(&address, "zhang")));
    assert_refused(&browser.get(&mixed).await, StatusCode::FORBIDDEN, "无法核实");
    provider.breaks(Fault::Down);
    let down = browser.post("/sign-in/provider", &[]).await;
    assert_refused(&down, StatusCode::BAD_GATEWAY, "没有应答");
    assert!(browser.cookie.is_empty());
}

#[tokio::test]
async fn a_disabled_or_locked_account_is_not_entered() {
    let (desk, provider) = county().await;
    linked(&desk, &provider, "wang.fang", "zhang").await;
    for _ in 0..5 {
        Browser::new(&desk).sign_in("wang.fang", "wrong").await;
    }
    let mut browser = Browser::new(&desk);
    let said = "登录已暂停";
    assert_refused(&enters(&mut browser, &provider, "zhang").await, StatusCode::FORBIDDEN, said);
    let (office, now) = (desk.office(), jiff::Timestamp::now().to_string());
    let person = office.person_of_login(&operator().permit(), "wang.fang").await.unwrap();
    office.unlock(&operator().permit(), &person, &now).await.unwrap();
    assert_leads(&enters(&mut browser, &provider, "zhang").await, "/schools");
    office.set_active(&operator().permit(), &person, false, &now).await.unwrap();
    assert_leads(&browser.get("/").await, "/sign-in");
    assert_refused(&enters(&mut browser, &provider, "zhang").await, StatusCode::FORBIDDEN, said);
}

#[tokio::test]
async fn what_is_switched_off_meanwhile_lets_nobody_in() {
    let (desk, provider) = county().await;
    linked(&desk, &provider, "wang.fang", "zhang").await;
    let (mut inside, mut under_way) = (Browser::new(&desk), Browser::new(&desk));
    assert_leads(&enters(&mut inside, &provider, "zhang").await, "/schools");
    let back = path(&provider.consents(&goes_out(&mut under_way).await, "zhang"));
    set(desk.office(), NewProvider { on: false, secret: "", ..form(&provider) }).await;
    assert_leads(&inside.get("/").await, "/sign-in");
    assert!(!under_way.get(&back).await.status.is_redirection());
    assert!(under_way.cookie.is_empty());
    assert!(!under_way.get("/sign-in").await.text.contains("/sign-in/provider"));
    let off = under_way.post("/sign-in/provider", &[]).await;
    assert_refused(&off, StatusCode::CONFLICT, "没有启用统一身份认证");
    set(desk.office(), NewProvider { secret: "", ..form(&provider) }).await;
    assert_leads(&enters(&mut under_way, &provider, "zhang").await, "/schools");
}

#[tokio::test]
async fn an_account_is_linked_by_its_owner_with_the_password_and_to_nobody_elses_identity() {
    let (desk, provider) = county().await;
    let mut one = linked(&desk, &provider, "one", "zhang").await;
    registered(desk.office(), "two", Role::Principal).await;
    let mut two = Browser::new(&desk);
    two.sign_in("two", PASSWORD).await;
    let wrong = two.post("/account/provider", &[("password", "wrong")]).await;
    assert_refused(&wrong, StatusCode::UNPROCESSABLE_ENTITY, "密码或验证码不正确");
    assert_refused(&links(&mut two, &provider, "zhang").await, StatusCode::CONFLICT, "已关联其他账号");

    // Begun by one, come back to by another in the same browser.
    let address = leads_out(&two.post("/account/provider", &[("password", PASSWORD)]).await);
    let back = path(&provider.consents(&address, "li"));
    two.cookie = one.cookie.clone();
    assert_refused(&two.get(&back).await, StatusCode::FORBIDDEN, "已不在此浏览器中登录");
    two.cookie = String::new();
    let signed_out = leads_out(&one.post("/account/provider", &[("password", PASSWORD)]).await);
    one.cookie = String::new();
    let refused = one.get(&path(&provider.consents(&signed_out, "li"))).await;
    assert_refused(&refused, StatusCode::FORBIDDEN, "已不在此浏览器中登录");

    let mut nobody = Browser::new(&desk);
    let refused = enters(&mut nobody, &provider, "li").await;
    assert_refused(&refused, StatusCode::FORBIDDEN, "这个身份没有可以登录的账号");
}

#[tokio::test]
async fn a_link_that_is_taken_away_ends_what_came_by_it() {
    let (desk, provider) = county().await;
    let mut own = linked(&desk, &provider, "wang.fang", "zhang").await;
    let mut inside = Browser::new(&desk);
    enters(&mut inside, &provider, "zhang").await;
    assert!(own.get("/account/provider").await.text.contains("/account/provider/end"));
    assert_leads(&own.post("/account/provider/end", &[]).await, "/account");
    assert_leads(&inside.get("/").await, "/sign-in");
    assert_eq!(own.get("/account").await.status, StatusCode::OK, "the password still holds");
    let refused = enters(&mut inside, &provider, "zhang").await;
    assert_refused(&refused, StatusCode::FORBIDDEN, "这个身份没有可以登录的账号");

    links(&mut own, &provider, "zhang").await;
    registered(desk.office(), "sec", Role::SecurityAdministrator).await;
    let mut security = Browser::new(&desk);
    security.sign_in("sec", PASSWORD).await;
    let person = desk.office().person_of_login(&operator().permit(), "wang.fang").await.unwrap();
    assert!(security.get(&format!("/people/{person}")).await.text.contains("已关联"));
    let ended = security.post(&format!("/people/{person}/identity/end"), &[]).await;
    assert_leads(&ended, &format!("/people/{person}"));
    let refused = enters(&mut inside, &provider, "zhang").await;
    assert_refused(&refused, StatusCode::FORBIDDEN, "这个身份没有可以登录的账号");
}

#[tokio::test]
async fn the_security_administrator_registers_the_provider_and_nobody_sees_the_secret() {
    let (desk, provider) = (Desk::sample().await, TestProvider::start().unwrap());
    without_second_factor(desk.office()).await;
    registered(desk.office(), "sec", Role::SecurityAdministrator).await;
    registered(desk.office(), "sys", Role::SystemAdministrator).await;
    let (mut security, mut system) = (Browser::new(&desk), Browser::new(&desk));
    security.sign_in("sec", PASSWORD).await;
    system.sign_in("sys", PASSWORD).await;
    let nothing = security.post("/provider", &[("on", "yes"), ("issuer", "http://id.example.org")]).await;
    assert_refused(&nothing, StatusCode::UNPROCESSABLE_ENTITY, "请填写以 https 开头的网址");
    let issuer = provider.issuer();
    let fields = |issuer, secret| {
        [
            ("issuer", issuer),
            ("client", CLIENT),
            ("secret", secret),
            ("label", "县<b>认证"),
            ("address", OURS),
            ("on", "yes"),
        ]
    };
    let nobody = security.post("/provider", &fields("http://127.0.0.1:1", SECRET)).await;
    assert_refused(&nobody, StatusCode::UNPROCESSABLE_ENTITY, "认证系统没有应答");
    assert!(!nobody.text.contains(SECRET), "what was typed as a secret is not sent back");
    assert_leads(&security.post("/provider", &fields(&issuer, SECRET)).await, "/provider");
    assert_leads(&security.post("/provider", &fields(&issuer, "")).await, "/provider");
    let elsewhere = security.post("/provider", &fields("http://127.0.0.1:1", "")).await;
    assert_refused(&elsewhere, StatusCode::UNPROCESSABLE_ENTITY, "没有填写客户端密钥");

    for browser in [&mut security, &mut system] {
        let page = browser.get("/provider").await;
        assert!(page.text.contains(&format!("{OURS}{BACK}")) && page.text.contains("县&#60;b&#62;认证"));
        assert!(!page.text.contains(SECRET) && page.text.contains("已启用"), "{}", page.text);
    }
    assert_eq!(system.post("/provider", &fields(&issuer, SECRET)).await.status, StatusCode::FORBIDDEN);
    let recorded = audited(desk.office(), "set-provider").await;
    assert!(recorded.contains(&issuer) && !recorded.contains(SECRET), "{recorded}");
}

#[tokio::test]
async fn a_page_that_leads_out_keeps_the_policy_of_all_pages_and_tells_nobody_where_it_was() {
    let (desk, _provider) = county().await;
    let mut browser = Browser::new(&desk);
    let out = browser.post("/sign-in/provider", &[("to", "https://evil.example.org")]).await;
    let policy = out.headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
    assert!(policy.contains("form-action 'self'") && policy.contains("default-src 'self'"), "{policy}");
    assert_eq!(out.headers[header::REFERRER_POLICY], "no-referrer");
    assert_eq!(out.headers[header::CACHE_CONTROL], "no-store");
}

#[tokio::test]
async fn nobody_is_led_to_another_site_afterwards() {
    let (desk, provider) = county().await;
    linked(&desk, &provider, "wang.fang", "zhang").await;
    for to in ["https://evil.example.org", "//evil.example.org", "/\\evil.example.org"] {
        let mut browser = Browser::new(&desk);
        let address = leads_out(&browser.post("/sign-in/provider", &[("to", to)]).await);
        assert_leads(&browser.get(&path(&provider.consents(&address, "zhang"))).await, "/");
    }
}
