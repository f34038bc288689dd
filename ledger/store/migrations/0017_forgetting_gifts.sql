-- A reference is forgotten when whoever gave under it asks: with what came under it.

grant delete on gift_arrivals to {service};
