//! Rights as types: a use case takes the permit it needs, so that a forgotten check does not compile.

use std::marker::PhantomData;

/// To see the county's data and results.
#[derive(Debug)]
pub enum See {}
/// To import, edit, enter, accept and undo.
#[derive(Debug)]
pub enum Report {}
/// To lock and reopen school years and record what became of schools.
#[derive(Debug)]
pub enum Settle {}
/// To back up, restore and examine the store.
#[derive(Debug)]
pub enum Maintain {}

/// A right that somebody has. Only an [`Operator`] hands them out.
#[derive(Debug)]
pub struct Permit<Right> {
    /// Whom the audit names.
    by: String,
    right: PhantomData<Right>,
}

impl<Right> Permit<Right> {
    #[must_use]
    pub fn by(&self) -> &str {
        &self.by
    }
}

/// Somebody who has the data folder in hand, at its own machine: they hold every right, and the audit
/// records them under their name.
#[derive(Debug, Clone)]
pub struct Operator {
    name: String,
}

impl Operator {
    #[must_use]
    pub fn at_the_machine(name: &str) -> Self {
        Self { name: name.trim().to_owned() }
    }

    fn permit<Right>(&self) -> Permit<Right> {
        Permit { by: self.name.clone(), right: PhantomData }
    }

    #[must_use]
    pub fn see(&self) -> Permit<See> {
        self.permit()
    }

    #[must_use]
    pub fn report(&self) -> Permit<Report> {
        self.permit()
    }

    #[must_use]
    pub fn settle(&self) -> Permit<Settle> {
        self.permit()
    }

    #[must_use]
    pub fn maintain(&self) -> Permit<Maintain> {
        self.permit()
    }
}
