//! Types that several native modules could have in common.

use napi_derive::napi;

/// A place on the earth.
#[napi(object)]
pub struct Place {
    pub latitude: f64,
    pub longitude: f64,
}

/// Which side of the equator a place is on.
#[napi]
pub fn is_northern(place: Place) -> bool {
    place.latitude > 0.0
}
