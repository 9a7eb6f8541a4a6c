#include "platform/tls/renewal_request.hpp"

#include <gtest/gtest.h>
#include <openssl/cms.h>

#include <chrono>

#include "platform/tls/x509.hpp"
#include "tests/unit/platform/tls/node_files.hpp"

namespace magpie::tls {
namespace {

using namespace std::chrono_literals;

class ARenewal : public NodeFiles {
  protected:
    [[nodiscard]] std::string refusal(std::string_view answer, const std::string& key) const {
        const auto chain = accept_renewal(answer, key, files, clock.now());
        return chain ? "none" : chain.error();
    }
    /// What a CA would answer for this key.
    static std::string answered(const Wanted& wanted, const std::string& key, const Pair& by) {
        Pair made = issue(wanted, &by);
        const auto asked = private_key_in(key);
        X509_set_pubkey(made.certificate.get(), asked.get());
        X509_sign(made.certificate.get(), by.key.get(), EVP_sha256());
        return pem_of(made.certificate.get());
    }
};

TEST_F(ARenewal, TheRequestIsSignedWithWhatTheNodeHasAndNamesIt) {
    const auto request = make_renewal_request(files);
    ASSERT_TRUE(request) << request.error();
    const auto* at = reinterpret_cast<const unsigned char*>(request->der.data());
    const SignedData data(d2i_CMS_ContentInfo(nullptr, &at, static_cast<long>(request->der.size())));
    ASSERT_TRUE(data);
    const Bio content(BIO_new(BIO_s_mem()));
    EXPECT_EQ(CMS_verify(data.get(), nullptr, nullptr, nullptr, content.get(), CMS_BINARY | CMS_NO_SIGNER_CERT_VERIFY),
              1);
    const SigningRequest wanted(d2i_X509_REQ_bio(content.get(), nullptr));
    ASSERT_TRUE(wanted);
    EXPECT_EQ(common_name(X509_REQ_get_subject_name(wanted.get())), "pole-7");
    const auto key = private_key_in(request->key);
    EXPECT_EQ(X509_REQ_verify(wanted.get(), key.get()), 1);
    EXPECT_NE(make_renewal_request(files)->key, request->key) << "each has a key of its own";
    EXPECT_LT(request->der.size(), 2048U);
}

TEST_F(ARenewal, WhatCannotSignIsNamed) {
    const auto good = files;
    files.key_file = directory.write("other.key", Pair().key.get());
    EXPECT_EQ(make_renewal_request(files).error(),
              "the key " + files.key_file + " does not belong to the certificate " + files.certificate_file);
    files = good;
    files.certificate_file = directory.file("none");
    EXPECT_EQ(make_renewal_request(files).error(),
              "cannot read " + files.certificate_file + ": No such file or directory");
    files.certificate_file = directory.write("text", "hello");
    EXPECT_EQ(make_renewal_request(files).error(), files.certificate_file + " holds no certificate in PEM");
}

TEST_F(ARenewal, AGoodAnswerIsTheNewChain) {
    const auto key = make_renewal_request(files)->key;
    node.not_after = today + 24h * 90;
    const auto answer = answered(node, key, ca);
    const auto chain = accept_renewal(answer, key, files, clock.now());
    ASSERT_TRUE(chain) << chain.error();
    EXPECT_EQ(*chain, answer);
}

TEST_F(ARenewal, OtherAnswersAreNotTaken) {
    const auto key = make_renewal_request(files)->key;
    EXPECT_EQ(refusal(answered(node, make_renewal_request(files)->key, ca), key),
              "the new certificate is not for the key that was asked for");
    auto other = node;
    other.common_name = "pole-8";
    EXPECT_EQ(refusal(answered(other, key, ca), key), "the new certificate is for `pole-8`, not for `pole-7`");
    const auto ends_with = [&](const std::string& answer, const std::string& end) {
        const auto sentence = refusal(answer, key);
        EXPECT_TRUE(sentence.ends_with(end)) << sentence;
    };
    ends_with(answered(node, key, issue(authority)), "certificate signature failure");
    other = node;
    other.not_after = today - 1h;
    ends_with(answered(other, key, ca), "certificate has expired");
    other = node;
    other.not_before = today + 1h;
    ends_with(answered(other, key, ca), "certificate is not yet valid");
    other = node;
    other.usage = "serverAuth";
    ends_with(answered(other, key, ca), "unsuitable certificate purpose");
}

TEST_F(ARenewal, AClockNobodyVouchesForJudgesNothing) {
    const auto key = make_renewal_request(files)->key;
    const auto answer = answered(node, key, ca);
    clock.wall_is_lost();
    EXPECT_EQ(refusal(answer, key), "none");
}

TEST_F(ARenewal, NoAnswerIsOne) {
    const auto key = make_renewal_request(files)->key;
    for (const std::string& bad :
         {std::string(), std::string("hello"), std::string(20'000, 'x'), answered(node, key, ca).substr(0, 100)}) {
        EXPECT_EQ(refusal(bad, key), "the CA's answer is no certificate in PEM");
    }
    EXPECT_EQ(refusal("refused revoked it is\nrevoked", key),
              "the CA refuses a new certificate: revoked it is\\x0arevoked");
}

}  // namespace
}  // namespace magpie::tls
