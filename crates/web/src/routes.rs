//! The routes of an area, with a list of them that the table of rights is checked against.

use std::sync::Arc;

use axum::Router;
use axum::handler::Handler;
use axum::http::Method;
use axum::routing::{MethodFilter, on};

use crate::house::House;

/// Routes and their handlers, as each area of the pages declares them.
pub(crate) struct Routes {
    router: Router<Arc<House>>,
    listed: Vec<(Method, String)>,
}

impl Routes {
    pub(crate) fn new() -> Self {
        Self { router: Router::new(), listed: Vec::new() }
    }

    /// A page: shows, and changes nothing.
    pub(crate) fn get<T: 'static>(self, path: &'static str, handler: impl Handler<T, Arc<House>>) -> Self {
        self.route(Method::GET, MethodFilter::GET, path, handler)
    }

    /// A form handed in.
    pub(crate) fn post<T: 'static>(self, path: &'static str, handler: impl Handler<T, Arc<House>>) -> Self {
        self.route(Method::POST, MethodFilter::POST, path, handler)
    }

    fn route<T: 'static>(
        mut self,
        method: Method,
        filter: MethodFilter,
        path: &'static str,
        handler: impl Handler<T, Arc<House>>,
    ) -> Self {
        self.listed.push((method, path.to_owned()));
        self.router = self.router.route(path, on(filter, handler));
        self
    }

    /// Routes that another builder made, with their list.
    pub(crate) fn with(
        mut self,
        router: Router<Arc<House>>,
        listed: impl IntoIterator<Item = (Method, String)>,
    ) -> Self {
        self.listed.extend(listed);
        self.router = self.router.merge(router);
        self
    }

    pub(crate) fn and(self, area: Self) -> Self {
        self.with(area.router, area.listed)
    }

    pub(crate) fn into_parts(self) -> (Router<Arc<House>>, Vec<(Method, String)>) {
        (self.router, self.listed)
    }
}
