#include "collector/ca/renewal.hpp"

#include <gtest/gtest.h>
#include <openssl/err.h>

#include <chrono>

#include "tests/fakes/fake_clock.hpp"
#include "tests/unit/collector/ca/requests.hpp"

namespace magpie::collector::ca {
namespace {

using namespace std::chrono_literals;

class JudgeRenewal : public testing::Test {
  protected:
    [[nodiscard]] Content node(const std::string& name = "pole-7") const {
        return {Kind::client, name, today - 24h, today + 24h, {}};
    }
    [[nodiscard]] auto judge(std::string_view der) const {
        auto verdict = judge_renewal(der, {root.certificate.get(), issuing.certificate.get()}, today);
        EXPECT_EQ(ERR_peek_error(), 0U) << "something is left in the queue";
        return verdict;
    }
    [[nodiscard]] std::string refusal(std::string_view der) const {
        const auto verdict = judge(der);
        return verdict ? "none" : std::string(word(verdict.error().reason));
    }
    [[nodiscard]] std::string sentence(std::string_view der) const {
        const auto verdict = judge(der);
        return verdict ? "none" : verdict.error().sentence;
    }

    const UtcMs today = fakes::FakeClock().now().wall;
    Held root = held({Kind::root, "root", today - 240h, today + 2400h, {}});
    Held issuing = held({Kind::issuing, "issuing", today - 240h, today + 2400h, {}}, &root);
    Held pole = held(node(), &issuing);
};

TEST_F(JudgeRenewal, ANodeGetsWhatItAsksForWithItsNewKey) {
    const auto key = tls::make_key();
    const auto verdict = judge(signed_by(pole, csr("pole-7", key.get(), key.get())));
    ASSERT_TRUE(verdict) << verdict.error().sentence;
    EXPECT_EQ(verdict->name, "pole-7");
    EXPECT_EQ(verdict->serial, tls::serial_of(pole.certificate.get()));
    EXPECT_EQ(EVP_PKEY_eq(verdict->key.get(), key.get()), 1);
}

TEST_F(JudgeRenewal, CertificatesOfTheWrongTimeAreRefused) {
    auto content = node();
    content.until = today - 1s;
    const auto expired = held(content, &issuing);
    EXPECT_EQ(refusal(renewal_request(expired, "pole-7")), "expired");
    EXPECT_EQ(sentence(renewal_request(expired, "pole-7")),
              "the certificate of `pole-7` expired on 2025-12-31 23:59 UTC");
    content = node();
    content.from = today + 1s;
    EXPECT_EQ(refusal(renewal_request(held(content, &issuing), "pole-7")), "not_yet_valid");
}

TEST_F(JudgeRenewal, CertificatesOfAnotherCaAreRefused) {
    const auto other_root = held({Kind::root, "root", today - 240h, today + 2400h, {}});
    const auto other_issuing = held({Kind::issuing, "issuing", today - 240h, today + 2400h, {}}, &other_root);
    EXPECT_EQ(refusal(renewal_request(held(node(), &other_issuing), "pole-7")), "other_ca");
    EXPECT_EQ(refusal(renewal_request(held(node()), "pole-7")), "other_ca") << "signed by itself";
    EXPECT_EQ(refusal(renewal_request(held(node(), &pole), "pole-7")), "other_ca") << "signed by another pole";
}

TEST_F(JudgeRenewal, CertificatesForSomethingElseAreRefused) {
    auto content = node();
    content.kind = Kind::server;
    content.hosts = {"localhost"};
    EXPECT_EQ(refusal(renewal_request(held(content, &issuing), "pole-7")), "wrong_usage");
    EXPECT_EQ(refusal(renewal_request(issuing, "issuing")), "wrong_usage");
}

TEST_F(JudgeRenewal, NobodyAsksForAnother) {
    EXPECT_EQ(refusal(renewal_request(pole, "pole-8")), "other_name");
    EXPECT_EQ(refusal(renewal_request(pole, "collector")), "other_name");
    EXPECT_EQ(refusal(renewal_request(pole, "")), "other_name");
    EXPECT_EQ(sentence(renewal_request(pole, "pole-8")), "`pole-7` asks for a certificate of `pole-8`");
}

TEST_F(JudgeRenewal, ProgramsAreNotRenewed) {
    EXPECT_EQ(refusal(renewal_request(held(node("collector"), &issuing), "collector")), "reserved_name");
    EXPECT_EQ(refusal(renewal_request(held(node("a/b"), &issuing), "a/b")), "reserved_name");
}

TEST_F(JudgeRenewal, TheNewKeyMustSignAndBeOfAGoodKind) {
    const auto key = tls::make_key();
    const auto other = tls::make_key();
    EXPECT_EQ(refusal(signed_by(pole, csr("pole-7", key.get(), other.get()))), "csr_signature");
    const tls::Key rsa(EVP_RSA_gen(2048));
    EXPECT_EQ(refusal(signed_by(pole, csr("pole-7", rsa.get(), rsa.get()))), "key");
    const tls::Key small(EVP_EC_gen("P-224"));
    EXPECT_EQ(refusal(signed_by(pole, csr("pole-7", small.get(), small.get()))), "key");
    const tls::Key large(EVP_EC_gen("P-384"));
    EXPECT_EQ(refusal(signed_by(pole, csr("pole-7", large.get(), large.get()))), "none");
}

TEST_F(JudgeRenewal, OnlyTheWholeFormIsRead) {
    EXPECT_EQ(refusal(""), "size");
    EXPECT_EQ(refusal(std::string(longest_request + 1, 'x')), "size");
    EXPECT_EQ(refusal(std::string(longest_request, '\x30')), "format");
    EXPECT_EQ(refusal("hello"), "format");
    const auto key = tls::make_key();
    const auto wanted = csr("pole-7", key.get(), key.get());
    EXPECT_EQ(refusal(wanted), "format") << "not signed";
    EXPECT_EQ(refusal(signed_by(pole, wanted) + "x"), "format");
    EXPECT_EQ(refusal(signed_by(pole, wanted, CMS_BINARY | CMS_DETACHED)), "format") << "nothing in it";
    EXPECT_EQ(refusal(signed_by(pole, wanted, CMS_BINARY, EVP_sha1())), "format") << "SHA-1";
    EXPECT_EQ(refusal(signed_by(pole, wanted, CMS_BINARY | CMS_NOCERTS)), "signature") << "without the certificate";
    EXPECT_EQ(refusal(signed_by(pole, "hello")), "csr");
    EXPECT_EQ(refusal(signed_by(pole, wanted + "x")), "csr");
}

TEST_F(JudgeRenewal, AKeyThatIsNotThatOfTheCertificateSignsNothing) {
    // OpenSSL signs only with a pair, so the certificate is exchanged afterwards for one of equal length.
    auto stranger = held({Kind::client, "pole-8", today - 24h, today + 24h, {}}, &issuing);
    auto der = renewal_request(pole, "pole-7");
    const auto bytes = [](X509* certificate) {
        std::string text(static_cast<std::size_t>(i2d_X509(certificate, nullptr)), '\0');
        auto* at = reinterpret_cast<unsigned char*>(text.data());
        i2d_X509(certificate, &at);
        return text;
    };
    const auto real = bytes(pole.certificate.get());
    auto forged = bytes(stranger.certificate.get());
    while (forged.size() != real.size()) {  // the length of a signature varies by a byte or two
        stranger = held({Kind::client, "pole-8", today - 24h, today + 24h, {}}, &issuing);
        forged = bytes(stranger.certificate.get());
    }
    const auto at = der.find(real);
    ASSERT_NE(at, std::string::npos);
    EXPECT_EQ(refusal(der.replace(at, real.size(), forged)), "signature");
}

TEST_F(JudgeRenewal, CutAnywhereItIsNoRequest) {
    const auto der = renewal_request(pole, "pole-7");
    for (std::size_t size = 0; size < der.size(); ++size) {
        ASSERT_EQ(refusal(der.substr(0, size)), size == 0 ? "size" : "format") << size;
    }
}

TEST_F(JudgeRenewal, WithAnyBitWrongTheNameStaysTheSigners) {
    const auto der = renewal_request(pole, "pole-7");
    for (std::size_t i = 0; i < der.size(); ++i) {
        auto damaged = der;
        damaged[i] = static_cast<char>(damaged[i] ^ 1 << i % 8);
        const auto verdict = judge(damaged);
        ASSERT_TRUE(!verdict || verdict->name == "pole-7") << i;
    }
}

TEST_F(JudgeRenewal, AnExpiredCaGivesNothing) {
    issuing = held({Kind::issuing, "issuing", today - 240h, today - 1h, {}}, &root);
    EXPECT_EQ(refusal(renewal_request(held(node(), &issuing), "pole-7")), "internal");
}

}  // namespace
}  // namespace magpie::collector::ca
