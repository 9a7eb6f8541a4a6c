// The collector serves what comes of this: the page at /, everything else under /console/.
export default {
    base: '/console/',
    build: {
        target: 'es2021',
        // No data: addresses. The collector's Content-Security-Policy lets nothing in that it did not serve.
        assetsInlineLimit: 0,
        modulePreload: { polyfill: false },
        reportCompressedSize: false,
    },
    worker: { format: 'es' },
};
