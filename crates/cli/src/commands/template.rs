//! `template`: a workbook for the county to fill in.

use junheng_app::read_year;

use super::Desk;
use crate::args::TemplateArgs;
use crate::failure::Failure;
use crate::page::print;

pub(crate) async fn run(desk: &Desk, args: &TemplateArgs) -> Result<(), Failure> {
    let year = args.year.as_deref().map(read_year).transpose()?;
    let office = desk.office().await?;
    let permit = desk.operator.see();
    office.write_template(&permit, &args.standard, (year, args.filled), desk.lang, &args.out).await?;
    let said = desk.say("template.done", &[("file", &args.out.display().to_string())]);
    print(format!("{said}\n").as_bytes())
}
