"""A real path for each that the description has with a parameter."""

from __future__ import annotations

PATHS = {
    "/api/orders/<order_id>": "/api/orders/1",
    "/api/customers/by-hash/<customer_hash>": "/api/customers/by-hash/abc",
    "/api/customers/<customer_id>/orders": "/api/customers/ann/orders",
    "/api/customers/<customer_id>/segments/history": "/api/customers/ann/segments/history",
    "/api/customers/<customer_id>": "/api/customers/ann",
    "/product-affinity/customer/<customer_id>/affinities": "/product-affinity/customer/ann/affinities",
    "/product-affinity/customer/<customer_id>/recommendations": "/product-affinity/customer/ann/recommendations",
    "/product-affinity/product/<product_id>/at-risk-customers": "/product-affinity/product/tea/at-risk-customers",
    "/product-affinity/product/<product_id>/customers": "/product-affinity/product/tea/customers",
    "/customers/venue/<venue_id>/segments": "/customers/venue/acme/segments",
    "/customers/venue/<venue_id>/<customer_id>/insights": "/customers/venue/acme/ann/insights",
    "/customers/venue/<venue_id>/<customer_id>/journey": "/customers/venue/acme/ann/journey",
    "/customers/venue/<venue_id>/<customer_id>/rfm": "/customers/venue/acme/ann/rfm",
    "/customers/venue/<venue_id>/<customer_id>/clv": "/customers/venue/acme/ann/clv",
    "/customers/venue/<venue_id>/<customer_id>": "/customers/venue/acme/ann",
    "/api/imports/<import_id>/retry": "/api/imports/i/retry",
    "/api/imports/<import_id>/refused": "/api/imports/i/refused",
    "/api/imports/<import_id>": "/api/imports/i",
    "/docs/<asset>": "/docs/init.js",
}
