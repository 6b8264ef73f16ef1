//! `people`: who may sign in, with which posts. Whoever has the data folder in hand may do all of it.

use junheng_app::{NewPersonForm, Office, PersonView, Post, Role, read_area};
use junheng_testkit::county::{PostAt, people};
use serde_json::json;

use super::Desk;
use crate::args::{AddPersonArgs, EndPostArgs, GrantArgs, LoginArg, Output, PeopleCommand, ResealArgs};
use crate::failure::Failure;
use crate::page::{Page, Table, print};

pub(crate) async fn run(desk: &Desk, command: &PeopleCommand) -> Result<(), Failure> {
    match command {
        PeopleCommand::List(args) => list(desk, &args.output).await,
        PeopleCommand::Add(args) => add(desk, args).await,
        PeopleCommand::Grant(args) => grant(desk, args).await,
        PeopleCommand::End(args) => end(desk, args).await,
        PeopleCommand::Link(args) => link(desk, args).await,
        PeopleCommand::Unlock(args) => unlock(desk, args).await,
        PeopleCommand::Disable(args) => set_active(desk, args, false).await,
        PeopleCommand::Enable(args) => set_active(desk, args, true).await,
        PeopleCommand::Reseal(args) => reseal(desk, args).await,
    }
}

fn say(desk: &Desk, key: &str, args: &[(&str, &str)]) -> Result<(), Failure> {
    print(format!("{}\n", desk.say(key, args)).as_bytes())
}

/// The posts of a person that hold today, in words.
fn posts(desk: &Desk, person: &PersonView) -> String {
    let posts = person.posts.iter().filter(|post| post.in_force).map(|post| {
        let role = desk.say(&format!("role.{}", post.role), &[]);
        format!("{} {role} {}{}", post.no, post.township, post.school).trim_end().to_owned()
    });
    posts.collect::<Vec<_>>().join("; ")
}

async fn list(desk: &Desk, output: &Output) -> Result<(), Failure> {
    let people = desk.office().await?.people(&desk.operator.permit(), &desk.now()).await?;
    let mut table = Table::new(
        desk.say("people.title", &[]),
        desk.headers(&["login", "name", "posts", "signs-in", "seen"]),
    );
    for person in &people {
        let state = match (person.active, person.locked_until.is_empty(), person.has_password) {
            (false, _, _) => "people.disabled",
            (true, false, _) => "people.locked",
            (true, true, false) => "people.invited",
            (true, true, true) => "people.active",
        };
        table.push(vec![
            person.login.clone(),
            person.name.clone(),
            posts(desk, person),
            desk.say(state, &[]),
            person.seen_at.clone(),
        ]);
    }
    let json = json!({ "schema": "junheng.people/1", "people": people });
    Page { tables: vec![table], json, ..Page::default() }.emit(output)
}

async fn person_of(desk: &Desk, office: &Office, login: &str) -> Result<String, Failure> {
    Ok(office.person_of_login(&desk.operator.permit(), login).await?)
}

async fn add(desk: &Desk, args: &AddPersonArgs) -> Result<(), Failure> {
    let office = desk.office_or_new().await?;
    let phone = args.phone.as_deref().unwrap_or_default();
    let form = NewPersonForm { login: &args.login, name: &args.name, phone };
    office.add_person(&desk.operator.permit(), form, &desk.now()).await?;
    say(desk, "people.added", &[("login", &args.login)])
}

async fn grant(desk: &Desk, args: &GrantArgs) -> Result<(), Failure> {
    let office = desk.office().await?;
    let person = person_of(desk, &office, &args.login).await?;
    let role = Role::parse(&args.role).ok_or_else(|| {
        let roles = Role::ALL.map(Role::as_str).join(", ");
        Failure::usage("role-unknown", &[("text", &args.role), ("known", &roles)])
    })?;
    let text = |option: &Option<String>| option.clone().unwrap_or_default();
    let area = read_area(&text(&args.township), &text(&args.school), &args.stages)?;
    let (from, to) = (text(&args.from), text(&args.to));
    let (permit, proof, now) = (desk.operator.permit(), desk.operator.proof(), desk.now());
    let no = office.grant(&permit, &proof, (&person, &Post { role, area }), (&from, &to), &now).await?;
    say(desk, "people.granted", &[("login", &args.login), ("no", &no.to_string())])
}

async fn end(desk: &Desk, args: &EndPostArgs) -> Result<(), Failure> {
    let office = desk.office().await?;
    let person = person_of(desk, &office, &args.login).await?;
    let (permit, proof) = (desk.operator.permit(), desk.operator.proof());
    office.end_post(&permit, &proof, (&person, args.no), &desk.now()).await?;
    say(desk, "people.ended", &[("login", &args.login), ("no", &args.no.to_string())])
}

async fn link(desk: &Desk, args: &LoginArg) -> Result<(), Failure> {
    let office = desk.office().await?;
    let person = person_of(desk, &office, &args.login).await?;
    let link = office.invite(&desk.operator.permit(), &person, &desk.now()).await?;
    say(desk, "people.link", &[("name", &link.name), ("path", &link.path), ("at", &link.expires_at)])
}

async fn unlock(desk: &Desk, args: &LoginArg) -> Result<(), Failure> {
    let office = desk.office().await?;
    let person = person_of(desk, &office, &args.login).await?;
    let unlocked = office.unlock(&desk.operator.permit(), &person, &desk.now()).await?;
    let key = if unlocked { "people.unlocked" } else { "people.not-locked" };
    say(desk, key, &[("login", &args.login)])
}

async fn set_active(desk: &Desk, args: &LoginArg, active: bool) -> Result<(), Failure> {
    let office = desk.office().await?;
    let person = person_of(desk, &office, &args.login).await?;
    office.set_active(&desk.operator.permit(), &person, active, &desk.now()).await?;
    let key = if active { "people.enabled" } else { "people.now-disabled" };
    say(desk, key, &[("login", &args.login)])
}

async fn reseal(desk: &Desk, args: &ResealArgs) -> Result<(), Failure> {
    let place = (desk.folder(), desk.global.database.as_deref());
    let rows = junheng_app::reseal(&desk.operator.permit(), place, &args.suite, &desk.now()).await?;
    say(desk, "people.resealed", &[("rows", &rows.to_string()), ("suite", &args.suite)])
}

/// Registers the people of the sample county, each with a post and without a password. Their data is invented, so no
/// second factor is asked for.
pub(crate) async fn register_sample(desk: &Desk, office: &Office) -> Result<(), Failure> {
    let (operator, now) = (&desk.operator, desk.now());
    let proof = operator.proof();
    let policy = junheng_app::Policy {
        second_factor: junheng_app::SecondFactorRule::Optional,
        ..junheng_app::Policy::default()
    };
    office.set_policy(&operator.permit(), &proof, &policy, &now).await?;
    for sample in people() {
        let form = NewPersonForm { login: sample.login, name: sample.name, phone: sample.phone };
        let person = office.add_person(&operator.permit(), form, &now).await?;
        let (township, school) = match sample.at {
            PostAt::County => ("", ""),
            PostAt::Township(name) => (name, ""),
            PostAt::School(code) => ("", code),
        };
        let Some(role) = Role::parse(sample.role) else { continue };
        let post = Post { role, area: read_area(township, school, &[])? };
        office.grant(&operator.permit(), &proof, (&person, &post), ("", ""), &now).await?;
    }
    Ok(())
}
