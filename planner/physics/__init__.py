"""The physics behind every coefficient of a plan: pure functions on numpy arrays.

Units stand in the names (`altitude_km`, `dv_m_s`). Nothing extrapolates: an input outside the range of a
formula or a table raises `limits.PhysicsRange`. `environment.environment` is the one call that gives a
planner all that its shells need; the other modules hold one subject each and can be used alone.
"""
