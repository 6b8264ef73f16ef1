//! The day at the door and among the administrators: sign-ins, second factors, people, posts, rules.

use junheng_app::Role;
use junheng_testkit::provider::{CLIENT, SECRET, TestProvider};

use super::{Day, Leaves};
use crate::sign_in::tests::{Browser, PASSWORD, between, code, to};

pub(super) const NEW_PASSWORD: &str = "Bamboo-and-Tea-8";

impl Day<'_> {
    pub(super) async fn at_the_door(&self, security: &mut Browser<'_>) {
        let desk = self.desk;
        let late = self.registers("late", Role::Supervisor).await;
        let mut guest = Browser::new(desk);
        let failed: Leaves<'_> = (422, "late", &["sign-in-failed"]);
        for _ in 0..4 {
            self.leaves("a wrong password", guest.sign_in("late", "wrong"), failed).await;
        }
        let locking: Leaves<'_> = (422, "late", &["sign-in-failed", "lock-sign-in"]);
        self.leaves("one wrong password more", guest.sign_in("late", "wrong"), locking).await;
        self.leaves("the right one while it is locked", guest.sign_in("late", PASSWORD), failed).await;
        self.leaves("a login of nobody", guest.sign_in("nobody", "x"), (422, "-", &["sign-in-failed"])).await;
        let unlock = format!("/people/{late}/unlock");
        self.leaves("is unlocked", security.post(&unlock, &[]), (303, "sec", &["unlock-sign-in"])).await;
        self.leaves("signs in", guest.sign_in("late", PASSWORD), (303, "late", &["sign-in"])).await;

        let fields = [("old", "wrong"), ("new", NEW_PASSWORD), ("again", NEW_PASSWORD)];
        self.leaves("a wrong old password", guest.post("/account/password", &fields), failed).await;
        let fields = [("old", PASSWORD), ("new", NEW_PASSWORD), ("again", NEW_PASSWORD)];
        let set: Leaves<'_> = (303, "late", &["set-password"]);
        self.leaves("a new password", guest.post("/account/password", &fields), set).await;
        self.leaves("signs out", guest.post("/sign-out", &[]), (303, "late", &["sign-out"])).await;
        self.leaves("signs out again", guest.post("/sign-out", &[]), (303, "late", &[])).await;
    }

    pub(super) async fn with_a_second_factor(&self, security: &mut Browser<'_>) {
        let desk = self.desk;
        let person = self.registers("two", Role::BureauOfficer).await;
        let mut browser = Browser::new(desk);
        self.leaves("signs in", browser.sign_in("two", PASSWORD), (303, "two", &["sign-in"])).await;
        let enrol = browser.get("/account/second-factor").await;
        let secret = between(&enrol.text, "name=\"secret\" value=\"", "\"").to_owned();
        let first = [("secret", secret.as_str()), ("code", &code(&secret))];
        let set = browser.post("/account/second-factor", &first);
        let set = self.leaves("a second factor", set, (200, "two", &["set-second-factor"])).await;
        let recovery: Vec<&str> = set.text.split("<li><code>").skip(1).collect();
        let recovery: Vec<&str> = recovery.iter().map(|rest| rest.split('<').next().unwrap()).collect();

        let mut again = Browser::new(desk);
        let begun: Leaves<'_> = (303, "two", &["begin-sign-in"]);
        self.leaves("the password alone", again.sign_in("two", PASSWORD), begun).await;
        let wrong = again.post("/sign-in/code", &[("code", "12345")]);
        self.leaves("a wrong code", wrong, (422, "two", &["sign-in-failed"])).await;
        let next = junheng_app::code_of(&secret, jiff::Timestamp::now().as_second() + 30).unwrap();
        let right = [("code", next.as_str())];
        let right = again.post("/sign-in/code", &right);
        self.leaves("the right code", right, (303, "two", &["sign-in"])).await;
        let proof = [("password", PASSWORD), ("code", recovery[0])];
        let proved: Leaves<'_> = (303, "two", &["use-recovery-code", "prove"]);
        self.leaves("a proof by a recovery code", again.post("/account/proof", &proof), proved).await;

        let remove = format!("/people/{person}/second-factor/remove");
        let removed: Leaves<'_> = (303, "sec", &["remove-second-factor"]);
        self.leaves("a lost factor", security.post(&remove, &[]), removed).await;
        let mut forced = Browser::new(desk);
        self.leaves("signs in without", forced.sign_in("two", PASSWORD), (303, "two", &["sign-in"])).await;
        let ends = security.get("/sessions").await;
        let (_, own) = ends.text.split_once(&format!("/people/{person}")).unwrap();
        let key = between(own, "action=\"/sessions/", "/end").to_owned();
        let end = format!("/sessions/{key}/end");
        self.leaves("a session is ended", security.post(&end, &[]), (303, "sec", &["end-session"])).await;
    }

    pub(super) async fn about_people(&self, system: &mut Browser<'_>, security: &mut Browser<'_>) {
        let form = [("login", "li.ming"), ("name", "李明")];
        let added: Leaves<'_> = (303, "sys", &["add-person"]);
        let added = self.leaves("a person", system.post("/people/new", &form), added).await;
        let person = to(&added).to_owned();
        let invite = format!("{person}/invitation");
        let made: Leaves<'_> = (200, "sys", &["make-link"]);
        let made = self.leaves("a one-time link", system.post(&invite, &[]), made).await;
        let link = format!("/link/{}", between(&made.text, "<code>/link/", "</code>"));
        let fields = [("password", PASSWORD), ("again", PASSWORD)];
        let mut new = Browser::new(self.desk);
        self.leaves("the link is used", new.post(&link, &fields), (303, "li.ming", &["set-password"])).await;
        self.leaves("the link again", new.post(&link, &fields), (410, "li.ming", &[])).await;

        let (posts, form) = (format!("{person}/posts"), [("role", "supervisor"), ("place", "county")]);
        self.leaves("grants without the right", system.post(&posts, &form), (403, "sys", &["refuse"])).await;
        self.leaves("a post", security.post(&posts, &form), (303, "sec", &["grant-post"])).await;
        let end = format!("{posts}/1/end");
        self.leaves("its end", security.post(&end, &[]), (303, "sec", &["end-post"])).await;
        let own = self.store.people(&self.county).await.unwrap();
        let own = own.into_iter().find(|person| person.login == "sec").unwrap().id;
        let own = format!("/people/{own}/posts");
        self.leaves("a post for oneself", security.post(&own, &form), (409, "sec", &["refuse"])).await;
        let reset = format!("{person}/reset");
        let made: Leaves<'_> = (200, "sec", &["make-link"]);
        self.leaves("a link for a lost password", security.post(&reset, &[]), made).await;
        let change = [("login", "li.ming"), ("name", "李明明")];
        self.leaves("another name", system.post(&person, &change), (303, "sys", &["change-person"])).await;
        let state = format!("{person}/state");
        self.leaves("is disabled", system.post(&state, &[]), (303, "sys", &["disable-person"])).await;

        let policy = [("idle_minutes", "20")];
        self.leaves("a policy", security.post("/policies", &policy), (303, "sec", &["set"])).await;
        let loose = [("idle_minutes", "999")];
        self.leaves("one out of range", security.post("/policies", &loose), (422, "sec", &[])).await;
        let provider = TestProvider::start().unwrap();
        let issuer = provider.issuer();
        let form = [
            ("issuer", issuer.as_str()),
            ("client", CLIENT),
            ("secret", SECRET),
            ("label", "县认证"),
            ("address", "https://balance.example.org"),
        ];
        let set: Leaves<'_> = (303, "sec", &["set-provider"]);
        self.leaves("an identity provider", security.post("/provider", &form), set).await;
    }
}
