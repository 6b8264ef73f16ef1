//! In which capacity somebody acted, in words.

use junheng_labels::{self as labels, Lang};
use junheng_store::{ActingPost, Capacity};

/// Each of the posts, such as `局股室人员（全县）`.
#[must_use]
pub fn acting_posts(lang: Lang, capacity: &Capacity) -> Vec<String> {
    capacity.posts.iter().map(|post| acting_post(lang, post)).collect()
}

fn acting_post(lang: Lang, post: &ActingPost) -> String {
    let role = labels::text(lang, &format!("role.{}", post.role), &[]);
    let place = match post.place.split_once(' ') {
        Some((_, name)) => name.to_owned(),
        None => labels::text(lang, "capacity.county", &[]),
    };
    labels::text(lang, "capacity.post", &[("role", &role), ("place", &place)])
}

/// What acted on behalf of the person; empty for their own session.
#[must_use]
pub fn acting_through(lang: Lang, capacity: &Capacity) -> String {
    match capacity.through.split_once(' ') {
        Some(("token", id)) => labels::text(lang, "capacity.token", &[("id", id)]),
        _ => capacity.through.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(role: &str, place: &str, [zh, en]: [&str; 2]) {
        let post = ActingPost { role: role.to_owned(), place: place.to_owned() };
        let capacity = Capacity { posts: vec![post], ..Capacity::default() };
        assert_eq!(acting_posts(Lang::Zh, &capacity), [zh]);
        assert_eq!(acting_posts(Lang::En, &capacity), [en]);
    }

    #[test]
    fn a_post_is_told_with_its_organisation() {
        check("bureau_officer", "county", ["局股室人员（全县）", "bureau officer (whole county)"]);
        check("principal", "school 2199000001", ["校长（2199000001）", "head of a school (2199000001)"]);
        check(
            "township_officer",
            "township 清河 镇",
            ["乡镇教育专干（清河 镇）", "township officer (清河 镇)"],
        );
        check("operator", "county", ["本机操作员（全县）", "operator at the machine (whole county)"]);
    }

    #[test]
    fn a_token_is_told_by_its_number() {
        let through = |text: &str| Capacity { through: text.to_owned(), ..Capacity::default() };
        assert_eq!(acting_through(Lang::Zh, &through("token 5f")), "经接口令牌 5f");
        assert_eq!(acting_through(Lang::En, &through("token 5f")), "through token 5f");
        assert_eq!(acting_through(Lang::En, &through("")), "");
    }
}
