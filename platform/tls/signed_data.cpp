#include "platform/tls/signed_data.hpp"

#include <openssl/err.h>

#include <algorithm>
#include <array>
#include <utility>

namespace magpie::tls {
namespace {

void free_certificates(STACK_OF(X509) * stack) {
    sk_X509_pop_free(stack, X509_free);
}

tl::unexpected<NotOpened> not_opened(NotOpened why) {
    ERR_clear_error();
    return tl::unexpected(why);
}

bool is_strong(const X509_ALGOR* algorithm) {
    const ASN1_OBJECT* object = nullptr;
    X509_ALGOR_get0(&object, nullptr, nullptr, algorithm);
    constexpr std::array strong{NID_sha256, NID_sha384, NID_sha512};
    return std::ranges::find(strong, OBJ_obj2nid(object)) != strong.end();
}

bool has_our_form(CMS_ContentInfo* data) {
    if (OBJ_obj2nid(CMS_get0_type(data)) != NID_pkcs7_signed ||
        OBJ_obj2nid(CMS_get0_eContentType(data)) != NID_pkcs7_data) {
        return false;
    }
    ASN1_OCTET_STRING** const content = CMS_get0_content(data);
    const STACK_OF(CMS_SignerInfo)* signers = CMS_get0_SignerInfos(data);
    if (!content || !*content || sk_CMS_SignerInfo_num(signers) != 1) {
        return false;
    }
    CMS_SignerInfo* const signer = sk_CMS_SignerInfo_value(signers, 0);
    X509_ALGOR* digest = nullptr;
    CMS_SignerInfo_get0_algs(signer, nullptr, nullptr, &digest, nullptr);
    // Without signed attributes somebody else's attributes could be passed off as content (RFC 5652, 11).
    return digest && is_strong(digest) && CMS_signed_get_attr_count(signer) > 0;
}

std::string text_of(const Bio& bio) {
    char* bytes = nullptr;
    const long size = BIO_get_mem_data(bio.get(), &bytes);
    return size > 0 ? std::string(bytes, static_cast<std::size_t>(size)) : std::string();
}

}  // namespace

tl::expected<Opened, NotOpened> open_signed_data(std::string_view der) {
    ERR_clear_error();
    const auto data = whole<SignedData>(der, d2i_CMS_ContentInfo);
    if (!data || !has_our_form(data.get())) {
        return not_opened(NotOpened::format);
    }
    const Bio content(BIO_new(BIO_s_mem()));
    if (CMS_verify(data.get(), nullptr, nullptr, nullptr, content.get(), CMS_BINARY | CMS_NO_SIGNER_CERT_VERIFY) != 1) {
        return not_opened(NotOpened::signature);
    }
    const Owned<STACK_OF(X509), free_stack> signers(CMS_get0_signers(data.get()));
    if (!signers || sk_X509_num(signers.get()) != 1) {
        return not_opened(NotOpened::no_certificate);
    }
    Opened opened;
    opened.content = text_of(content);
    opened.signer.reset(sk_X509_value(signers.get(), 0));
    X509_up_ref(opened.signer.get());
    const Owned<STACK_OF(X509), free_certificates> all(CMS_get1_certs(data.get()));
    for (int i = 0; all && i < sk_X509_num(all.get()); ++i) {
        opened.between.emplace_back(sk_X509_value(all.get(), i));
        X509_up_ref(opened.between.back().get());
    }
    ERR_clear_error();
    return opened;
}

std::string unverified_content(std::string_view der) {
    const auto data = whole<SignedData>(der, d2i_CMS_ContentInfo);
    const bool is_ours = data && has_our_form(data.get());
    ERR_clear_error();
    if (!is_ours) {
        return {};
    }
    const ASN1_OCTET_STRING* const content = *CMS_get0_content(data.get());
    return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(content)),
            static_cast<std::size_t>(ASN1_STRING_length(content))};
}

std::string make_signed_data(X509* signer, EVP_PKEY* key, const std::vector<X509*>& between, std::string_view content) {
    // Nothing is content, too, but no address is none.
    const Bio bio(BIO_new_mem_buf(content.empty() ? "" : content.data(), static_cast<int>(content.size())));
    const Owned<STACK_OF(X509), free_stack> along(sk_X509_new_null());
    for (X509* one : between) {
        sk_X509_push(along.get(), one);
    }
    const SignedData data(CMS_sign(signer, key, along.get(), bio.get(), CMS_BINARY | CMS_NOSMIMECAP));
    std::string der = data ? der_of(data.get(), i2d_CMS_ContentInfo) : std::string();
    ERR_clear_error();
    return der;
}

}  // namespace magpie::tls
