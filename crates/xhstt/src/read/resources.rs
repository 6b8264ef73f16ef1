//! The resources of an instance (teachers, classes, rooms), their types and groups.

use super::xml::Element;
use super::{Ids, Notes, name_of};
use crate::model::{Instance, Resource, ResourceGroup, ResourceType};

pub(super) struct ResourceIds {
    pub(super) types: Ids,
    pub(super) resources: Ids,
    pub(super) groups: Ids,
}

/// Reads `Resources` into the instance; nothing when a resource cannot be trusted.
pub(super) fn read(element: &Element, instance: &mut Instance, notes: &mut Notes) -> Option<ResourceIds> {
    notes.unknown_below(element, &["ResourceTypes", "ResourceGroups", "Resource"]);
    let mut ids = ResourceIds { types: Ids::new(), resources: Ids::new(), groups: Ids::new() };
    let mut sound = true;
    for one in element.below("ResourceTypes", "ResourceType") {
        sound &= read_type(one, instance, &mut ids, notes).is_some();
    }
    for group in element.below("ResourceGroups", "ResourceGroup") {
        sound &= read_group(group, instance, &mut ids, notes).is_some();
    }
    for resource in element.named("Resource") {
        sound &= read_resource(resource, instance, &mut ids, notes).is_some();
    }
    sound.then_some(ids)
}

fn read_type(
    element: &Element,
    instance: &mut Instance,
    ids: &mut ResourceIds,
    notes: &mut Notes,
) -> Option<()> {
    let id = notes.register(element, instance.resource_types.len(), &mut ids.types)?;
    instance.resource_types.push(ResourceType { name: name_of(element, &id), id });
    Some(())
}

fn read_group(
    element: &Element,
    instance: &mut Instance,
    ids: &mut ResourceIds,
    notes: &mut Notes,
) -> Option<()> {
    notes.unknown_below(element, &["Name", "ResourceType"]);
    let id = notes.register(element, instance.resource_groups.len(), &mut ids.groups)?;
    let resource_type = notes.references(element.named("ResourceType"), &ids.types)?.first().copied();
    let name = name_of(element, &id);
    instance.resource_groups.push(ResourceGroup { id, name, resource_type, resources: Vec::new() });
    Some(())
}

fn read_resource(
    element: &Element,
    instance: &mut Instance,
    ids: &mut ResourceIds,
    notes: &mut Notes,
) -> Option<()> {
    notes.unknown_below(element, &["Name", "ResourceType", "ResourceGroups"]);
    let position = instance.resources.len();
    let id = notes.register(element, position, &mut ids.resources)?;
    let name = name_of(element, &id);
    // Kept even when what follows is wrong, so that references to it are not told as well.
    instance.resources.push(Resource { id, name, resource_type: None });
    let resource_type = notes.references(element.named("ResourceType"), &ids.types)?.first().copied();
    instance.resources[position].resource_type = resource_type;
    for group in notes.references(element.below("ResourceGroups", "ResourceGroup"), &ids.groups)? {
        let members = &mut instance.resource_groups[group].resources;
        if members.last() != Some(&position) {
            members.push(position);
        }
    }
    Some(())
}
