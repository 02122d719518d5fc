"""Constants of nature and of the Earth, one place for each number."""

EARTH_RADIUS_KM = 6378.137
"""Equatorial radius, WGS 84. Altitude is semi-major axis minus this radius; the shadow has it too."""

EARTH_MU_KM3_S2 = 398600.4418
"""Gravitational parameter of the Earth, WGS 84."""

EARTH_J2 = 1.08262668e-3
"""Oblateness of the Earth's gravity, EGM96."""

EARTH_SPIN_RAD_S = 7.292115e-5
"""Rotation rate of the Earth against the stars, WGS 84."""

SOLAR_CONSTANT_W_M2 = 1361.0
"""Sunlight at 1 AU, Kopp and Lean, Geophys. Res. Lett. 38 (2011) L01706."""

PERIHELION_AU, APHELION_AU = 0.98329, 1.01671
"""Least and greatest distance of the Earth from the Sun in a mean year."""

STEFAN_BOLTZMANN_W_M2_K4 = 5.670374419e-8
ZERO_CELSIUS_K = 273.15
LIGHT_SPEED_KM_S = 299792.458
STANDARD_GRAVITY_M_S2 = 9.80665

DAY_S = 86400.0
YEAR_DAYS = 365.25
YEAR_S = YEAR_DAYS * DAY_S
TROPICAL_YEAR_DAYS = 365.2421897
"""Time in which the mean Sun goes once round the equinox; a sun-synchronous node keeps step with it."""
