//! `template`: a workbook for the county to fill in.

use junheng_app::{Shelf, read_year};

use super::Desk;
use crate::args::TemplateArgs;
use crate::failure::Failure;
use crate::page::print;

pub(crate) async fn run(desk: &Desk, args: &TemplateArgs) -> Result<(), Failure> {
    let year = args.year.as_deref().map(read_year).transpose()?;
    match year.filter(|_| args.filled) {
        Some(year) => {
            let (office, permit) = (desk.office().await?, desk.operator.see());
            office.write_filled_template(&permit, &args.standard, year, desk.lang, &args.out).await?;
        }
        None => {
            let county = desk.global.county.as_deref();
            Shelf::of(desk.folder())?.write_template(&args.standard, year, county, desk.lang, &args.out)?;
        }
    }
    let said = desk.say("template.done", &[("file", &args.out.display().to_string())]);
    print(format!("{said}\n").as_bytes())
}
