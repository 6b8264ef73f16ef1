//! Journeys through the door: first start, links, passwords, second factors, sessions.

use axum::http::{Request, StatusCode, header};
use junheng_app::{Area, Branch, Client};
use junheng_app::{NewPersonForm, Office, Operator, Policy, Post, Role, SecondFactorRule};

use crate::testing::{Desk, Part, Read, multipart};

const AT: &str = "2026-09-05T09:00:00+08:00";
pub(crate) const PASSWORD: &str = "Lotus-and-Kite-7";

/// A browser: keeps the session cookie that it is given, and the one for the way back from an identity provider.
pub(crate) struct Browser<'a> {
    desk: &'a Desk,
    pub(super) cookie: String,
    pub(super) way_back: String,
}

impl<'a> Browser<'a> {
    pub(crate) fn new(desk: &'a Desk) -> Self {
        Self { desk, cookie: String::new(), way_back: String::new() }
    }

    fn keep(&mut self, read: Read) -> Read {
        for set in read.headers.get_all(header::SET_COOKIE) {
            let set = set.to_str().unwrap();
            assert!(
                set.contains("HttpOnly") && set.contains("SameSite=Lax") && set.contains("Path=/"),
                "{set}"
            );
            let kept =
                if set.starts_with("junheng-provider=") { &mut self.way_back } else { &mut self.cookie };
            *kept = set.split(';').next().unwrap().to_owned();
        }
        read
    }

    fn request(&self, method: &str, path: &str) -> axum::http::request::Builder {
        Request::builder()
            .method(method)
            .uri(path)
            .header(header::COOKIE, format!("{}; {}", self.cookie, self.way_back))
    }

    pub(crate) fn cookie(&self) -> &str {
        &self.cookie
    }

    pub(crate) async fn get(&mut self, path: &str) -> Read {
        let request = self.request("GET", path).body(axum::body::Body::empty()).unwrap();
        let read = self.desk.send(request).await;
        self.keep(read)
    }

    pub(crate) async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Read {
        let form: Vec<String> =
            fields.iter().map(|(name, value)| format!("{name}={}", crate::links::encoded(value))).collect();
        let request = self
            .request("POST", path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "same-origin");
        let read = self.desk.send(request.body(form.join("&").into()).unwrap()).await;
        self.keep(read)
    }

    /// Sends a form with files.
    pub(crate) async fn hand_over(&mut self, path: &str, parts: &[Part<'_>]) -> Read {
        let (kind, body) = multipart(parts);
        let request = self.request("POST", path).header(header::CONTENT_TYPE, kind);
        let request = request.header("sec-fetch-site", "same-origin");
        let read = self.desk.send(request.body(body.into()).unwrap()).await;
        self.keep(read)
    }

    pub(crate) async fn sign_in(&mut self, login: &str, password: &str) -> Read {
        self.post("/sign-in", &[("login", login), ("password", password)]).await
    }
}

pub(crate) fn to(read: &Read) -> &str {
    read.headers.get(header::LOCATION).map_or("", |value| value.to_str().unwrap())
}

#[track_caller]
pub(crate) fn assert_leads(read: &Read, path: &str) {
    // A slash within a query may be written either way.
    let plain = |address: &str| address.replace("%2F", "/");
    assert_eq!((read.status, plain(to(read))), (StatusCode::SEE_OTHER, plain(path)), "{}", read.text);
}

/// The text between two others.
pub(crate) fn between<'a>(text: &'a str, before: &str, after: &str) -> &'a str {
    let rest = text.split_once(before).unwrap_or_else(|| panic!("{before} is not in {text}")).1;
    rest.split_once(after).unwrap().0
}

pub(crate) fn operator() -> Operator {
    Operator::at_the_machine("op")
}

/// The code that an authenticator shows now for the secret on the page.
pub(crate) fn code(secret: &str) -> String {
    let now = jiff::Timestamp::now().as_second();
    junheng_app::code_of(secret, now).unwrap()
}

/// Somebody with a password and a post.
pub(crate) async fn registered(office: &Office, login: &str, role: Role) -> String {
    let (operator, form) = (operator(), NewPersonForm { login, name: "王小芳", phone: "" });
    let person = office.add_person(&operator.permit(), form, AT).await.unwrap();
    let area = match role {
        Role::Principal => Branch::School(junheng_app::read_school("2199000001").unwrap()),
        _ => Branch::County,
    };
    let post = Post { role, area: Area::of(area) };
    let proof = operator.proof();
    office.grant(&operator.permit(), &proof, (&person, &post), ("2026-09-01", ""), AT).await.unwrap();
    let now = jiff::Timestamp::now().to_string();
    let link = office.invite(&operator.permit(), &person, &now).await.unwrap();
    let token = link.path.strip_prefix("/link/").unwrap();
    assert!(
        office.use_link(token, (PASSWORD, PASSWORD), Client { agent: "", address: "" }, &now).await.unwrap()
    );
    person
}

pub(crate) async fn without_second_factor(office: &Office) {
    let policy = Policy { second_factor: SecondFactorRule::Optional, ..Policy::default() };
    let operator = operator();
    office.set_policy(&operator.permit(), &operator.proof(), &policy, AT).await.unwrap();
}

fn set_up_fields() -> Vec<(&'static str, &'static str)> {
    vec![
        ("login", "sys"),
        ("name", "赵一"),
        ("password", PASSWORD),
        ("again", PASSWORD),
        ("security_login", "sec"),
        ("security_name", "钱二"),
        ("audit_login", "aud"),
        ("audit_name", "孙三"),
    ]
}

#[tokio::test]
async fn the_first_start_registers_three_administrators_and_leads_to_the_first_page() {
    let desk = Desk::sample().await;
    let now = jiff::Timestamp::now().to_string();
    let link = desk.office().set_up_link(&operator().permit(), &now).await.unwrap().unwrap();
    let mut browser = Browser::new(&desk);
    let page = browser.get(&link.path).await;
    assert_eq!(page.status, StatusCode::OK);
    assert_eq!(page.headers[header::REFERRER_POLICY], "no-referrer");

    let same: Vec<_> = set_up_fields()
        .into_iter()
        .map(|(name, value)| (name, if value == "sec" { "SYS" } else { value }))
        .collect();
    let refused = browser.post(&link.path, &same).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("必须由三个人分别担任") && refused.text.contains("value=\"赵一\""));
    assert!(!refused.text.contains(PASSWORD), "a password is never sent back");

    let done = browser.post(&link.path, &set_up_fields()).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.text);
    assert_eq!(done.text.matches("/link/").count(), 2);
    let invited = format!("/link/{}", between(&done.text, "<code>/link/", "</code>"));

    // The second factor comes first, whatever address is asked for.
    assert_leads(&browser.get("/").await, "/account/second-factor");
    let enrol = browser.get("/account/second-factor").await;
    let secret = between(&enrol.text, "name=\"secret\" value=\"", "\"").to_owned();
    let wrong = browser.post("/account/second-factor", &[("secret", &secret), ("code", "000000")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text.contains(&secret), "the same secret again");
    let before = browser.cookie.clone();
    let set = browser.post("/account/second-factor", &[("secret", &secret), ("code", &code(&secret))]).await;
    assert_eq!(set.status, StatusCode::OK, "{}", set.text);
    assert_ne!(browser.cookie, before, "the session has a new token");
    assert_eq!(browser.get("/").await.status, StatusCode::OK);

    assert_eq!(Browser::new(&desk).get(&link.path).await.status, StatusCode::GONE, "a link opens once");
    assert_eq!(Browser::new(&desk).get(&invited).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_link_sets_a_password_once_and_the_password_signs_in() {
    let desk = Desk::sample().await;
    let office = desk.office();
    without_second_factor(office).await;
    registered(office, "Wang.Fang", Role::Principal).await;
    let mut browser = Browser::new(&desk);
    assert_leads(&browser.get("/account?year=2026").await, "/sign-in?to=/account%3Fyear%3D2026");
    let wrong = browser.sign_in("wang.fang", "wrong").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(browser.cookie.is_empty());
    assert_leads(&browser.sign_in(" ＷＡＮＧ.fang ", PASSWORD).await, "/");
    assert_eq!(browser.get("/").await.status, StatusCode::OK);
    assert_eq!(browser.get("/account").await.status, StatusCode::OK);

    let old = browser.cookie.clone();
    let out = browser.post("/sign-out", &[]).await;
    assert_leads(&out, "/sign-in");
    assert_eq!(out.headers["clear-site-data"], "\"cache\", \"storage\"");
    browser.cookie = old;
    assert_leads(&browser.get("/").await, "/sign-in");
}

#[tokio::test]
async fn nobody_learns_which_logins_there_are() {
    let desk = Desk::sample().await;
    registered(desk.office(), "wang.fang", Role::Principal).await;
    let normal = |read: Read, login: &str| (read.status, read.text.replace(login, "x"));
    for _ in 0..7 {
        let known = Browser::new(&desk).sign_in("wang.fang", "wrong").await;
        let unknown = Browser::new(&desk).sign_in("li.ming99", "wrong").await;
        assert_eq!(normal(known, "wang.fang"), normal(unknown, "li.ming99"));
    }
    let locked = Browser::new(&desk).sign_in("wang.fang", PASSWORD).await;
    let unknown = Browser::new(&desk).sign_in("li.ming99", PASSWORD).await;
    assert_eq!(normal(locked, "wang.fang"), normal(unknown, "li.ming99"), "also while it is locked");
}

#[tokio::test]
async fn an_endless_password_is_wrong_like_any_other() {
    let desk = Desk::sample().await;
    registered(desk.office(), "wang.fang", Role::Principal).await;
    for password in
        [format!("{PASSWORD}{}", "x".repeat(1 << 20)), format!("{PASSWORD} "), format!(" {PASSWORD}")]
    {
        let mut browser = Browser::new(&desk);
        assert_eq!(browser.sign_in("wang.fang", &password).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(browser.cookie.is_empty());
    }
}

#[tokio::test]
async fn the_second_factor_cannot_be_gone_around() {
    let desk = Desk::sample().await;
    registered(desk.office(), "chen", Role::BureauOfficer).await;
    let mut browser = Browser::new(&desk);
    assert_leads(&browser.sign_in("chen", PASSWORD).await, "/sign-in/code?to=/");
    for path in ["/", "/account", "/account/proof", "/sign-in/code"] {
        assert_leads(&browser.get(path).await, "/account/second-factor");
    }
    let enrol = browser.get("/account/second-factor").await;
    let secret = between(&enrol.text, "name=\"secret\" value=\"", "\"").to_owned();
    let set = browser.post("/account/second-factor", &[("secret", &secret), ("code", &code(&secret))]).await;
    let recovery = between(&set.text, "<li><code>", "</code>").to_owned();

    let mut again = Browser::new(&desk);
    assert_leads(&again.sign_in("chen", PASSWORD).await, "/sign-in/code?to=/");
    for path in ["/", "/account", "/account/second-factor", "/account/password"] {
        assert_leads(&again.get(path).await, "/sign-in/code");
    }
    let fields = [("secret", secret.as_str()), ("code", "123456")];
    assert_leads(&again.post("/account/second-factor", &fields).await, "/sign-in/code");
    let used = again.post("/sign-in/code", &[("code", &code(&secret))]).await;
    assert_eq!(used.status, StatusCode::UNPROCESSABLE_ENTITY, "each code opens once");
    let half = again.cookie.clone();
    assert_leads(&again.post("/sign-in/code", &[("code", &recovery.to_lowercase())]).await, "/");
    assert_eq!(again.get("/").await.status, StatusCode::OK);
    assert_ne!(again.cookie, half);
    again.cookie = half;
    assert_leads(&again.get("/").await, "/sign-in");
}

#[tokio::test]
async fn whoever_is_disabled_is_out_at_once() {
    let desk = Desk::sample().await;
    let office = desk.office();
    without_second_factor(office).await;
    let person = registered(office, "wang.fang", Role::Principal).await;
    let mut browser = Browser::new(&desk);
    browser.sign_in("wang.fang", PASSWORD).await;
    assert_eq!(browser.get("/").await.status, StatusCode::OK);
    let operator = operator();
    office.end_post(&operator.permit(), &operator.proof(), (&person, 1), AT).await.unwrap();
    assert_eq!(browser.get("/").await.status, StatusCode::FORBIDDEN, "without a post nothing is open");
    office.set_active(&operator.permit(), &person, false, AT).await.unwrap();
    assert_leads(&browser.get("/").await, "/sign-in");
    office.set_active(&operator.permit(), &person, true, AT).await.unwrap();
    assert_leads(&browser.get("/").await, "/sign-in");
}

#[tokio::test]
async fn a_session_of_before_is_never_carried_over() {
    let desk = Desk::sample().await;
    without_second_factor(desk.office()).await;
    registered(desk.office(), "wang.fang", Role::Principal).await;
    let mut browser = Browser::new(&desk);
    browser.cookie = "junheng=planted-by-somebody-else".to_owned();
    browser.sign_in("wang.fang", PASSWORD).await;
    assert_ne!(browser.cookie, "junheng=planted-by-somebody-else");
    let first = browser.cookie.clone();
    browser.sign_in("wang.fang", PASSWORD).await;
    assert_ne!(browser.cookie, first);
    browser.cookie = first;
    assert_leads(&browser.get("/").await, "/sign-in");
}

#[tokio::test]
async fn a_form_of_another_site_does_not_sign_in() {
    let desk = Desk::sample().await;
    registered(desk.office(), "wang.fang", Role::Principal).await;
    let request = Request::post("/sign-in")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header("sec-fetch-site", "cross-site");
    let form = format!("login=wang.fang&password={PASSWORD}");
    let read = desk.send(request.body(form.into()).unwrap()).await;
    assert_eq!(read.status, StatusCode::FORBIDDEN);
    assert!(!read.headers.contains_key(header::SET_COOKIE));
}

#[tokio::test]
async fn a_changed_password_ends_all_other_sessions() {
    let desk = Desk::sample().await;
    without_second_factor(desk.office()).await;
    registered(desk.office(), "wang.fang", Role::Principal).await;
    let (mut here, mut there) = (Browser::new(&desk), Browser::new(&desk));
    here.sign_in("wang.fang", PASSWORD).await;
    there.sign_in("wang.fang", PASSWORD).await;
    let fields = |old, new| [("old", old), ("new", new), ("again", new)];
    for (old, new, said) in [
        ("wrong", "Bamboo-and-Tea-8", "当前密码不正确"),
        (PASSWORD, "short", "少于10个字符"),
        (PASSWORD, PASSWORD, "最近5次使用过"),
        (PASSWORD, "Wangxiaofang-8", "姓名拼音"),
    ] {
        let refused = here.post("/account/password", &fields(old, new)).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text.contains(said), "{said}: {}", refused.text);
    }
    assert_leads(&here.post("/account/password", &fields(PASSWORD, "Bamboo-and-Tea-8")).await, "/");
    assert_eq!(here.get("/").await.status, StatusCode::OK);
    assert_leads(&there.get("/").await, "/sign-in");
    assert_eq!(there.sign_in("wang.fang", PASSWORD).await.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_token_lends_a_post_until_the_post_ends() {
    let desk = Desk::sample().await;
    let office = desk.office();
    without_second_factor(office).await;
    let person = registered(office, "wang.fang", Role::Principal).await;
    let mut browser = Browser::new(&desk);
    browser.sign_in("wang.fang", PASSWORD).await;
    let refused = browser.post("/account/tokens", &[("name", ""), ("post", "0"), ("days", "9999")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let made = browser.post("/account/tokens", &[("name", "sync"), ("post", "0"), ("days", "30")]).await;
    let token = format!("junheng_{}", between(&made.text, "<code>junheng_", "</code>"));
    assert!(!browser.get("/account/tokens").await.text.contains(&token), "it is shown once");

    let ask = async |path: &str, token: &str| {
        let request = Request::get(path).header(header::AUTHORIZATION, format!("Bearer {token}"));
        desk.send(request.body(axum::body::Body::empty()).unwrap()).await.status
    };
    assert_eq!(ask("/api/v1/school-years", &token).await, StatusCode::OK);
    assert_eq!(ask("/api/v1/school-years", "junheng_nonsense").await, StatusCode::UNAUTHORIZED);
    assert_eq!(ask("/account", &token).await, StatusCode::SEE_OTHER, "a token opens no page");
    let operator = operator();
    office.end_post(&operator.permit(), &operator.proof(), (&person, 1), AT).await.unwrap();
    assert_eq!(ask("/api/v1/school-years", &token).await, StatusCode::UNAUTHORIZED);
}
