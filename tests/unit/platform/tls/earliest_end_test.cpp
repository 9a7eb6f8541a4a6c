#include "platform/tls/earliest_end.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <string>

#include "platform/tls/x509.hpp"
#include "tests/unit/platform/tls/certificates.hpp"

namespace magpie::tls {
namespace {

using std::chrono::hours;

const UtcMs today{std::chrono::seconds(1'760'000'000)};

std::string certificate_until(UtcMs end) {
    return pem_of(issue(Wanted{"city", today - hours(1), end, false, ""}).certificate.get());
}

/// Without an end where `end` is none.
std::string list_until(std::optional<UtcMs> end) {
    const auto issuer = issue(Wanted{"CA", today - hours(1), today + hours(1000), true, ""});
    const Crl list(X509_CRL_new());
    X509_CRL_set_version(list.get(), X509_CRL_VERSION_2);
    X509_CRL_set_issuer_name(list.get(), X509_get_subject_name(issuer.certificate.get()));
    const Owned<ASN1_TIME, ASN1_TIME_free> made(asn1_time(nullptr, today));
    X509_CRL_set1_lastUpdate(list.get(), made.get());
    if (end) {
        const Owned<ASN1_TIME, ASN1_TIME_free> ends(asn1_time(nullptr, *end));
        X509_CRL_set1_nextUpdate(list.get(), ends.get());
    }
    X509_CRL_sign(list.get(), issuer.key.get(), EVP_sha256());
    return pem_of(list.get());
}

TEST(EarliestEnd, IsThatOfACertificate) {
    EXPECT_EQ(earliest_end(certificate_until(today + hours(5))).value(), today + hours(5));
}

TEST(EarliestEnd, IsThatOfARevocationList) {
    EXPECT_EQ(earliest_end(list_until(today + hours(24 * 7))).value(), today + hours(24 * 7));
}

TEST(EarliestEnd, OfSeveralTheFirstToEndCounts) {
    const auto late = certificate_until(today + hours(500));
    const auto early = certificate_until(today + hours(50));
    for (const auto& text : {late + early, early + late, late + list_until(today + hours(50))}) {
        EXPECT_EQ(earliest_end(text).value(), today + hours(50));
    }
}

TEST(EarliestEnd, WhatDoesNotEndIsPassedOver) {
    const auto text = pem_of(make_key().get()) + "a remark\n" + certificate_until(today + hours(5));
    EXPECT_EQ(earliest_end(text).value(), today + hours(5));
    EXPECT_EQ(earliest_end(list_until(std::nullopt) + text).value(), today + hours(5));
}

TEST(EarliestEnd, AYearFarFromNowIsATimeLikeAnyOther) {
    const UtcMs far{std::chrono::seconds(253'402'300'799)};  // the last second of 9999: RFC 5280, 4.1.2.5
    EXPECT_EQ(earliest_end(certificate_until(far)).value(), far);
}

TEST(EarliestEnd, OneThatEndedBeforeThereWereAnyIsDamaged) {
    EXPECT_FALSE(earliest_end(certificate_until(UtcMs{} - hours(24 * 1000))));
}

TEST(EarliestEnd, WhereNothingEndsIsNone) {
    for (const auto& text :
         {std::string(), std::string("a remark"), pem_of(make_key().get()), list_until(std::nullopt)}) {
        const auto end = earliest_end(text);
        ASSERT_FALSE(end) << text;
        EXPECT_EQ(end.error(), "holds no certificate or revocation list in PEM that ends");
    }
}

TEST(EarliestEnd, OneDamagedPartSpoilsAll) {
    const auto good = certificate_until(today + hours(5));
    auto cut = good;
    cut.resize(cut.size() - 40);
    EXPECT_EQ(earliest_end(good + cut).error(), "is no whole PEM");
    const std::string strange = "-----BEGIN X509 CRL-----\nAAAA\n-----END X509 CRL-----\n";
    EXPECT_EQ(earliest_end(good + strange).error(), "holds a damaged certificate or revocation list");
}

}  // namespace
}  // namespace magpie::tls
